import { ChevronLeft, ChevronRight } from "lucide-react";
import { getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";

type Props = { page: number; pageCount: number; hrefOf: (page: number) => string };

/** Links to the page before and after. Nothing when all fits on one. */
export async function Paging({ page, pageCount, hrefOf }: Props) {
  if (pageCount < 2) return null;
  const t = await getT("paging");
  return (
    <nav aria-label={t("label")} className="flex items-center gap-3">
      {page > 1 && (
        <LinkButton size="sm" href={hrefOf(page - 1)} icon={<ChevronLeft aria-hidden />}>
          {t("previous")}
        </LinkButton>
      )}
      <span className="text-fg-muted text-sm tabular-nums">{t("page", { page, count: pageCount })}</span>
      {page < pageCount && (
        <LinkButton size="sm" href={hrefOf(page + 1)} icon={<ChevronRight aria-hidden />}>
          {t("next")}
        </LinkButton>
      )}
    </nav>
  );
}
