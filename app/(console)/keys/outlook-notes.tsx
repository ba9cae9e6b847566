import { getList, getT } from "#app/_server/i18n.ts";
import { Callout } from "#app/_ui/callout.tsx";
import type { WriteOutlook } from "#lib/domain/key-sources.ts";
import { providerName } from "#lib/domain/providers.ts";

type Props = { variable: string; outlook: WriteOutlook };

/** What writing the variable would come to, said before a key is asked for. */
export async function OutlookNotes({ variable, outlook }: Props) {
  const t = await getT("key_sources");
  const { blockedBy, hides, behind } = outlook;
  const hidden = [...new Set(hides.map(({ source }) => source))].map((source) => t(`source.${source}`));
  return (
    <>
      {blockedBy && (
        <Callout tone="danger" title={t("write.blocked_title")}>
          {t("write.blocked", {
            source: blockedBy.source,
            variable,
            isBlank: String(blockedBy.masked === null),
          })}{" "}
          {blockedBy.file && t("write.blocked_file", { file: blockedBy.file })}
        </Callout>
      )}
      {(hidden.length > 0 || behind.length > 0) && (
        <div className="grid gap-1 text-fg-muted text-sm">
          {hidden.length > 0 && <p>{t("write.hides", { sources: (await getList())(hidden) })}</p>}
          {behind.map((each) => (
            <p key={each.provider}>
              {t("write.behind", { variable: each.variable, provider: providerName(each.provider) })}
            </p>
          ))}
        </div>
      )}
    </>
  );
}
