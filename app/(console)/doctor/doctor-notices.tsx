import { queryNumber } from "#app/_server/address.ts";
import { getT } from "#app/_server/i18n.ts";
import { Callout } from "#app/_ui/callout.tsx";

type Query = Record<string, string | string[] | undefined>;

/** What was just done, and that others may do it. */
export async function DoctorNotices({ params, canFix }: { params: Query; canFix: boolean }) {
  const t = await getT("doctor");
  const failed = queryNumber(params.failed) ?? 0;
  return (
    <>
      {params.notice === "mended" && (
        <Callout tone={failed > 0 ? "warn" : "success"} live="status">
          {t("notice.mended", { count: queryNumber(params.count) ?? 0 })}{" "}
          {failed > 0 && t("notice.failed", { count: failed })}
        </Callout>
      )}
      {params.notice === "deleted" && (
        <Callout tone="success" live="status">
          {t("notice.deleted")}
        </Callout>
      )}
      {!canFix && <Callout>{t("not_allowed")}</Callout>}
    </>
  );
}
