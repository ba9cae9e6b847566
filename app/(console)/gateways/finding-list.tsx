import { getLocale, getT } from "#app/_server/i18n.ts";
import { StatusBadge } from "#app/_ui/badge.tsx";
import type { Tone } from "#app/_ui/tone.ts";
import { FilePath } from "#app/(console)/gateways/file-path.tsx";
import { translator } from "#lib/messages.ts";
import type { GatewayView } from "#lib/views/gateway-view.ts";

type Finding = GatewayView["findings"][number];

const TONES: Record<Finding["severity"], Tone> = { error: "danger", warning: "warn", info: "neutral" };

/** As many as a person reads; more of them say the same of other files. */
const SHOWN_MAX = 60;

type Props = { findings: Finding[]; stateDir: string };

/** What is worth knowing about a gateway's files: how grave, what, and where. Goes into a flush `Panel`. */
export async function FindingList({ findings, stateDir }: Props) {
  const t = await getT("gateway.findings");
  const catalog = translator(await getLocale());
  const rank = Object.keys(TONES);
  const sorted = [...findings].sort((a, b) => rank.indexOf(a.severity) - rank.indexOf(b.severity));
  return (
    <ul className="divide-y divide-line">
      {sorted.slice(0, SHOWN_MAX).map((finding, at) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: two findings can be alike, and none moves.
          key={at}
          className="grid gap-x-4 gap-y-0.5 px-(--panel-x) py-(--cell-y) text-sm sm:grid-cols-[6.5rem_1fr]"
        >
          <div>
            <StatusBadge tone={TONES[finding.severity]} look="plain">
              {t(`severity.${finding.severity}`)}
            </StatusBadge>
          </div>
          <div className="min-w-0">
            <p className="max-w-prose">{sentence(finding, catalog)}</p>
            {finding.file && (
              <p className="text-xs">
                <FilePath stateDir={stateDir} path={finding.file} after={placeIn(finding)} />
              </p>
            )}
          </div>
        </li>
      ))}
      {sorted.length > SHOWN_MAX && (
        <li className="px-(--panel-x) py-(--cell-y) text-fg-muted text-sm">
          {t("more", { count: sorted.length - SHOWN_MAX })}
        </li>
      )}
    </ul>
  );
}

/** `:line:column` after the file, as editors and compilers write it. */
function placeIn({ line, column }: Finding): string {
  return [line, column].flatMap((part) => (part === null ? [] : [`:${part}`])).join("");
}

function sentence(finding: Finding, catalog: ReturnType<typeof translator>): string {
  const { code, params, file, line, column } = finding;
  const key = `findings.${code}` as never;
  const values = { ...params, file: file ?? "", line: line ?? 0, column: column ?? 0 };
  return catalog.has(key) ? catalog(key, values as never) : code;
}
