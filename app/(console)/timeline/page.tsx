import { CalendarClock } from "lucide-react";
import type { Metadata } from "next";
import { queryNumber, queryText } from "#app/_server/address.ts";
import { operatorContext } from "#app/_server/context.ts";
import { getList, getLocale, getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { EmptyState } from "#app/_ui/empty-state.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Panel, Stack } from "#app/_ui/panel.tsx";
import { formatDate } from "#app/_ui/time.ts";
import { Timeline } from "#app/_ui/timeline.client.tsx";
import { axisTicks } from "#app/_ui/timeline-axis.ts";
import { NoGateway } from "#app/(console)/no-gateway.tsx";
import { Paging } from "#app/(console)/paging.tsx";
import { chartLanes } from "#app/(console)/timeline/chart-lanes.ts";
import {
  type TimelinePlace,
  timelineAddress,
  timelineMoves,
} from "#app/(console)/timeline/timeline-address.ts";
import { TimelineTable } from "#app/(console)/timeline/timeline-table.tsx";
import { TimelineLegend, TimelineToolbar } from "#app/(console)/timeline/timeline-toolbar.tsx";
import { TIMELINE_GROUPINGS, type TimelineGrouping } from "#lib/domain/timeline.ts";
import { isWholeTimeline } from "#lib/domain/timeline-window.ts";
import { type TimelineView, timelineView } from "#lib/views/timeline-view.ts";

const TICKS = 9;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("timeline"))("title") };
}

export default async function TimelinePage({ searchParams }: PageProps<"/timeline">) {
  const ctx = await operatorContext();
  const params = await searchParams;
  const t = await getT("timeline");
  const gatewayId = queryText(params.gateway);
  const view = timelineView(ctx, {
    grouping: groupingOf(queryText(params.group)),
    gatewayId,
    fromMs: queryNumber(params.from),
    toMs: queryNumber(params.to),
    lanePage: queryNumber(params.lanes),
    page: queryNumber(params.page),
  });
  const place = { grouping: view.grouping, gatewayId };

  return (
    <>
      <PageHeader title={t("title")} description={t("lead")} />
      {view.gateways.length === 0 ? (
        <NoGateway role={ctx.actor.role} what="timeline" />
      ) : (
        <Stack>
          <TimelineToolbar
            view={view}
            gatewayId={gatewayId}
            moves={timelineMoves(place, view.window, view.asOfMs)}
          />
          <Notes view={view} />
          {view.total === 0 ? <Nothing view={view} place={place} /> : <Drawing view={view} place={place} />}
        </Stack>
      )}
    </>
  );
}

const groupingOf = (text: string | undefined): TimelineGrouping =>
  TIMELINE_GROUPINGS.find((each) => each === text) ?? "gateway";

type Props = { view: TimelineView; place: TimelinePlace };

async function Drawing({ view, place }: Props) {
  const t = await getT("timeline");
  const locale = await getLocale();
  const { window, asOfMs, lanes, rows } = view;
  const shownWindow = isWholeTimeline(window, asOfMs) ? null : window;
  const span = { from: formatDate(window.fromMs, locale), to: formatDate(window.toMs, locale) };
  return (
    <>
      <Panel
        flush
        title={t("drawing.title")}
        description={t("drawing.span", { ...span, count: view.total })}
        footer={<TimelineLegend />}
      >
        <Timeline
          window={window}
          nowMs={asOfMs}
          ticks={axisTicks(window, TICKS, locale)}
          lanes={await chartLanes(view, place)}
          moves={timelineMoves(place, window, asOfMs)}
          words={{
            label: t("drawing.label", { ...span, count: view.total }),
            keys: t("drawing.keys"),
            today: t("drawing.today"),
            hint: t("drawing.hint"),
          }}
        />
      </Panel>
      <Paging
        page={lanes.page}
        pageCount={lanes.pageCount}
        hrefOf={(number) => timelineAddress(place, shownWindow, { lanes: number })}
      />
      <Panel flush title={t("table.title")} description={t("table.lead")}>
        <TimelineTable rows={rows.rows} nowMs={asOfMs} />
      </Panel>
      <Paging
        page={rows.page}
        pageCount={rows.pageCount}
        hrefOf={(number) => timelineAddress(place, shownWindow, { lanes: lanes.page, page: number })}
      />
    </>
  );
}

async function Notes({ view }: { view: TimelineView }) {
  const t = await getT("timeline.notes");
  return (
    <>
      {view.unreadable.length > 0 && (
        <Callout tone="warn">{t("unreadable", { names: (await getList())(view.unreadable) })}</Callout>
      )}
      {view.endedEarlier > 0 && (
        <Callout
          tone="danger"
          actions={<LinkButton href="/profiles?show=unusable">{t("show_ended")}</LinkButton>}
        >
          {t("ended_earlier", { count: view.endedEarlier })}
        </Callout>
      )}
    </>
  );
}

async function Nothing({ view, place }: Props) {
  const t = await getT("timeline.empty");
  const isWhole = isWholeTimeline(view.window, view.asOfMs);
  return (
    <Panel>
      <EmptyState
        icon={<CalendarClock />}
        title={t(isWhole ? "title" : "window_title")}
        action={
          isWhole ? (
            <LinkButton href="/profiles/new">{t("action")}</LinkButton>
          ) : (
            <LinkButton href={timelineAddress(place, null)}>{t("window_action")}</LinkButton>
          )
        }
      >
        {t(isWhole ? "body" : "window_body")}
      </EmptyState>
    </Panel>
  );
}
