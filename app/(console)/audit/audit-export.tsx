import { Download } from "lucide-react";
import { getT } from "#app/_server/i18n.ts";
import { Button } from "#app/_ui/button.tsx";
import type { AuditWish } from "#lib/domain/audit-filter.ts";

/** Sends what the page was asked for; the answer is a file, so the page stays. */
export async function AuditExport({ wish }: { wish: AuditWish }) {
  const t = await getT("audit.export");
  return (
    <form
      action="/audit/export"
      method="post"
      aria-label={t("label")}
      className="flex flex-wrap items-center gap-2"
    >
      <span className="text-fg-muted text-sm">{t("label")}</span>
      {Object.entries(wish).map(
        ([name, value]) => value && <input key={name} type="hidden" name={name} value={value} />,
      )}
      {(["jsonl", "csv"] as const).map((format) => (
        <Button
          key={format}
          type="submit"
          size="sm"
          name="format"
          value={format}
          icon={<Download aria-hidden />}
        >
          {t(format)}
        </Button>
      ))}
    </form>
  );
}
