import { ChevronLeft, ChevronRight, Maximize2, ZoomIn, ZoomOut } from "lucide-react";
import Form from "next/form";
import type { ReactNode } from "react";
import { getT } from "#app/_server/i18n.ts";
import { Button, LinkButton } from "#app/_ui/button.tsx";
import { Select } from "#app/_ui/inputs.client.tsx";
import type { TimelineMoves } from "#app/_ui/timeline.client.tsx";
import { MarkIcon, type MarkLook } from "#app/_ui/timeline-mark.tsx";
import { TIMELINE_GROUPINGS } from "#lib/domain/timeline.ts";
import type { TimelineView } from "#lib/views/timeline-view.ts";

type Props = { view: TimelineView; gatewayId: string | undefined; moves: TimelineMoves };

/** What is shown and how it is grouped, a plain GET form; and the buttons that pan and zoom, which are links. */
export async function TimelineToolbar({ view, gatewayId, moves }: Props) {
  const t = await getT("timeline");
  return (
    <div className="flex flex-wrap items-end justify-between gap-3 print:hidden">
      <Form
        action="/timeline"
        role="search"
        aria-label={t("filter.label")}
        className="flex flex-wrap items-end gap-2"
      >
        <div className="w-44">
          <Select
            key={`group ${view.grouping}`}
            name="group"
            aria-label={t("filter.group")}
            defaultValue={view.grouping}
            options={TIMELINE_GROUPINGS.map((value) => ({ value, label: t(`group.${value}`) }))}
          />
        </div>
        <div className="w-44">
          <Select
            key={`gateway ${gatewayId}`}
            name="gateway"
            aria-label={t("filter.gateway")}
            placeholder={t("filter.all_gateways")}
            defaultValue={gatewayId}
            options={view.gateways.map((each) => ({ value: each.gatewayId, label: each.name }))}
          />
        </div>
        <input type="hidden" name="from" value={view.window.fromMs} />
        <input type="hidden" name="to" value={view.window.toMs} />
        <Button type="submit">{t("filter.apply")}</Button>
      </Form>
      <nav aria-label={t("move.label")} className="flex flex-wrap gap-1.5">
        <Move href={moves.back} icon={<ChevronLeft aria-hidden />}>
          {t("move.back")}
        </Move>
        <Move href={moves.ahead} icon={<ChevronRight aria-hidden />}>
          {t("move.ahead")}
        </Move>
        <Move href={moves.closer} icon={<ZoomIn aria-hidden />}>
          {t("move.closer")}
        </Move>
        <Move href={moves.wider} icon={<ZoomOut aria-hidden />}>
          {t("move.wider")}
        </Move>
        <Move href={moves.whole} icon={<Maximize2 aria-hidden />}>
          {t("move.whole")}
        </Move>
      </nav>
    </div>
  );
}

/** A way that leads nowhere keeps its place, so that the others do not move under the pointer. */
function Move({ href, icon, children }: { href: string | null; icon: ReactNode; children: ReactNode }) {
  if (href === null) {
    return (
      <Button size="sm" icon={icon} disabled>
        {children}
      </Button>
    );
  }
  return (
    <LinkButton size="sm" href={href} icon={icon} prefetch={false}>
      {children}
    </LinkButton>
  );
}

const LOOKS: readonly MarkLook[] = [
  "over",
  "expiring",
  "soon",
  "later",
  "renews",
  "cooldown",
  "disabled",
  "refused",
  "works",
  "change",
  "publish",
];

/** Every shape with its meaning. */
export async function TimelineLegend() {
  const t = await getT("timeline.legend");
  return (
    <ul aria-label={t("label")} className="flex flex-wrap gap-x-4 gap-y-1 text-fg-muted text-sm">
      {LOOKS.map((look) => (
        <li key={look} className="flex items-center gap-1.5">
          <MarkIcon look={look} />
          {t(look)}
        </li>
      ))}
    </ul>
  );
}
