import { getT } from "#app/_server/i18n.ts";
import { DescriptionList } from "#app/_ui/description-list.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { Mono } from "#app/_ui/text.tsx";
import { SourceText } from "#app/(console)/status-state.tsx";
import type { StatusCellView } from "#lib/views/status-cell-view.ts";

/** The credential a run would use, where it is from, and what it hides. */
export async function CellAnswer({ view }: { view: StatusCellView }) {
  const t = await getT("status");
  const basis = await getT("orderBasis");
  const { row, shadowed, keys } = view;
  const { effective } = row;
  return (
    <Panel title={t("cell.answer")}>
      <DescriptionList
        items={[
          {
            term: t("cell.source"),
            detail: (
              <>
                {effective ? (
                  <SourceText {...effective} />
                ) : (
                  <span className="text-fg-subtle">{t("nothing_used")}</span>
                )}
                {effective && <span className="text-fg-muted"> · {t(`kind.${effective.kind}`)}</span>}
                {row.cause === "renewed" && <p className="text-fg-muted">{t("cell.refreshed")}</p>}
              </>
            ),
          },
          ...(view.profiles.found > 0 ? [{ term: t("cell.basis"), detail: basis(view.basis) }] : []),
          {
            term: t("cell.shadowed"),
            detail:
              shadowed.length === 0 ? (
                t(effective ? "cell.shadowed_none" : "cell.keys_none")
              ) : (
                <ul>
                  {shadowed.slice(0, SHOWN).map(({ source, profileId, kind }) => (
                    <li key={source}>
                      <SourceText profileId={profileId} source={source} />
                      <span className="text-fg-muted"> · {t(`kind.${kind}`)}</span>
                    </li>
                  ))}
                </ul>
              ),
          },
          {
            term: t("cell.keys"),
            detail:
              keys.length === 0 ? (
                t("cell.keys_none")
              ) : (
                <Lines
                  texts={keys.map(({ source, shown }) => (shown === "" ? source : `${source} ${shown}`))}
                />
              ),
          },
        ]}
      />
    </Panel>
  );
}

/** As many as one reads; the table below has every profile. */
const SHOWN = 20;

function Lines({ texts }: { texts: string[] }) {
  return (
    <ul>
      {texts.map((text) => (
        <li key={text}>
          <Mono>{text}</Mono>
        </li>
      ))}
    </ul>
  );
}
