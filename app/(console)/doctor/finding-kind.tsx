import { Link2 } from "lucide-react";
import { findingWriter } from "#app/_server/doctor-text.ts";
import { getT } from "#app/_server/i18n.ts";
import { CodeBlock } from "#app/_ui/code-block.tsx";
import { Disclosure } from "#app/_ui/disclosure.tsx";
import { Mono, ProfileId } from "#app/_ui/text.tsx";
import { addressOf } from "#app/(console)/address.ts";
import { FindingFix, type FixPlace } from "#app/(console)/doctor/finding-fix.tsx";
import { FilePath } from "#app/(console)/gateways/file-path.tsx";
import type { DoctorFix } from "#lib/domain/doctor.ts";
import type { FindingKind as Kind, ReportFinding } from "#lib/views/doctor-view.ts";

/** More lines than this nobody pastes; `clawkeep doctor --json` has them all. */
const COMMANDS_MAX = 20;

type Props = { kind: Kind; stateDir: string; place: FixPlace; canFix: boolean };

/** Findings of one kind: what and why once, then each place with its own fix. */
export async function FindingKind({ kind, stateDir, place, canFix }: Props) {
  const t = await getT("doctor");
  const write = await findingWriter();
  const { findings, anchor, code } = kind;
  const [first] = findings;
  if (!first) return null;
  const { title, why, fix } = write(first);
  const shared = canFix ? sharedFix(findings) : null;
  return (
    <article
      id={anchor}
      aria-labelledby={`${anchor}-title`}
      className="scroll-mt-20 px-(--panel-x) py-(--panel-y) target:bg-sunken"
    >
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <h4 id={`${anchor}-title`} className="min-w-0 flex-1 basis-60 font-semibold">
          {title}{" "}
          <a
            href={`${addressOf("/doctor", { gateway: place.gatewayId, code })}#${code}`}
            aria-label={`${t("link")}: ${code}`}
            className="inline-flex items-center gap-1 rounded-sm align-middle font-normal text-fg-muted text-xs hover:text-fg"
          >
            <Link2 aria-hidden className="size-3.5" />
            <Mono>{code}</Mono>
          </a>
        </h4>
        {shared && <FindingFix fix={shared} place={place} />}
      </div>
      <dl className="mt-1.5 grid max-w-prose gap-1.5 text-sm">
        <div>
          <dt className="sr-only">{t("why")}</dt>
          <dd className="text-fg-muted">{why}</dd>
        </div>
        {fix && (
          <div>
            <dt className="inline font-medium">{t("fix")}</dt>
            <dd className="inline">{fix}</dd>
          </div>
        )}
      </dl>
      <ul aria-label={t("evidence")} className="mt-3 divide-y divide-line rounded-md border border-line">
        {findings.map((finding, at) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: two findings can be alike, and none moves.
            key={at}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-3 py-(--cell-y) text-sm"
          >
            <Evidence finding={finding} stateDir={stateDir} detail={write(finding).detail} />
            {canFix && !shared && <FindingFix fix={finding.fix} place={place} />}
          </li>
        ))}
      </ul>
      <Commands findings={findings} />
    </article>
  );
}

type EvidenceProps = { finding: ReportFinding; stateDir: string; detail: string | null };

async function Evidence({ finding, stateDir, detail }: EvidenceProps) {
  const t = await getT("doctor.place");
  const { file, line, column, path, agentId, profileId, variable } = finding.evidence;
  const after = [line, column].flatMap((part) => (part === null ? [] : [`:${part}`])).join("");
  return (
    <div className="min-w-0 flex-1 basis-60">
      {profileId && (
        <p>
          <ProfileId id={profileId} />
          {agentId && <span className="text-fg-muted"> · {t("agent", { agent: agentId })}</span>}
        </p>
      )}
      {!profileId && variable && <p>{t("variable", { name: variable })}</p>}
      {detail && <p className="max-w-prose">{detail}</p>}
      {file && (
        <p className="text-xs">
          <FilePath stateDir={stateDir} path={file} after={after} />
          {path && <Mono muted> {path}</Mono>}
        </p>
      )}
    </div>
  );
}

async function Commands({ findings }: { findings: ReportFinding[] }) {
  const t = await getT("doctor");
  const commands = [...new Set(findings.flatMap(({ fix }) => fix.command ?? []))].slice(0, COMMANDS_MAX);
  if (commands.length === 0) return null;
  return (
    <div className="mt-2">
      <Disclosure summary={t("command_label")}>
        <CodeBlock prompt code={commands.join("\n")} label={t("command_label")} />
      </Disclosure>
    </div>
  );
}

/** A page that is the same for all of them stands once, beside the title. */
function sharedFix(findings: readonly ReportFinding[]): DoctorFix | null {
  const [first, ...others] = findings.map(({ fix }) => fix);
  if (first?.kind !== "page") return null;
  const page = JSON.stringify(first.to);
  return others.every((fix) => fix.kind === "page" && JSON.stringify(fix.to) === page) ? first : null;
}
