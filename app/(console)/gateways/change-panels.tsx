import path from "node:path";
import { getT } from "#app/_server/i18n.ts";
import { Diff, type DiffEntry, DiffSummary } from "#app/_ui/diff.client.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { configEntries, planEntries, resolverEntries } from "#app/(console)/gateways/change-entries.tsx";
import { FilePath } from "#app/(console)/gateways/file-path.tsx";
import { changesByFile, type PublishPreview } from "#lib/domain/publish-receipt.ts";

type Props = {
  changes: Pick<PublishPreview, "changes" | "config" | "resolver">;
  /** Where each agent's store is, by agent id; without it the panels name no file. */
  storePaths?: ReadonlyMap<string, string>;
  stateDir: string;
};

/** A page of more rows than this nobody reads, and a browser takes long to draw it. */
const ROWS_MAX = 200;

/** What a publish changes, or changed: the stores agent by agent, the config, the resolver. */
export async function ChangePanels({ changes, storePaths, stateDir }: Props) {
  const t = await getT("publish_page");
  const agentIds = [...new Set(changes.changes.map((change) => change.agentId))];
  const resolver = await resolverEntries(changes.resolver, stateDir);
  const agents = await Promise.all(
    agentIds.map(async (agentId) => ({
      agentId,
      entries: await planEntries(changes.changes.filter((change) => change.agentId === agentId)),
    })),
  );
  return (
    <>
      {agents.map(({ agentId, entries }) => (
        <ChangePanel
          key={agentId}
          title={t("agent", { agent: agentId })}
          file={storePaths?.get(agentId)}
          stateDir={stateDir}
          entries={entries}
        />
      ))}
      {changesByFile(changes.config).map(([file, config]) => (
        <ChangePanel
          key={`config ${file}`}
          title={file && !isConfigFile(file) ? path.basename(file) : t("config")}
          file={file}
          stateDir={stateDir}
          entries={configEntries(config)}
        />
      ))}
      {resolver.length > 0 && (
        <ChangePanel title={t("resolver.title")} stateDir={stateDir} entries={resolver} />
      )}
    </>
  );
}

/** The config has a name of its own here, because its path stands right below; a file it includes has none. */
const isConfigFile = (file: string) => path.basename(file) === "openclaw.json";

type PanelProps = { title: string; file?: string | undefined; stateDir: string; entries: DiffEntry[] };

async function ChangePanel({ title, file, stateDir, entries }: PanelProps) {
  const t = await getT("publish_page");
  const more = entries.length - ROWS_MAX;
  return (
    <Panel
      flush
      title={title}
      description={
        <>
          <DiffSummary entries={entries} />
          {file && (
            <span className="block">
              <FilePath stateDir={stateDir} path={file} />
            </span>
          )}
        </>
      }
      footer={more > 0 ? t("more", { count: more }) : undefined}
    >
      <Diff label={title} entries={entries.slice(0, ROWS_MAX)} />
    </Panel>
  );
}
