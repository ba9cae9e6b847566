import { getT } from "#app/_server/i18n.ts";
import { CodeBlock } from "#app/_ui/code-block.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { Tabs } from "#app/_ui/tabs.client.tsx";
import { Mono } from "#app/_ui/text.tsx";
import { restartCommand, START_COMMAND, USUAL_SERVICES } from "#lib/domain/restart-command.ts";
import type { KeySourcesView } from "#lib/views/key-sources-view.ts";

/** How to restart the gateway: the one way that fits when its service file was found, else all three. */
export async function RestartPanel({ view }: { view: KeySourcesView }) {
  const t = await getT("key_sources.restart");
  const label = t("command");
  if (view.service) {
    return (
      <Panel title={t("title")} description={t("found")}>
        <div className="grid gap-2">
          <CodeBlock code={restartCommand(view.service)} prompt label={label} />
          <p className="text-fg-muted text-xs">
            <Mono muted>{view.service.file}</Mono>
          </p>
        </div>
      </Panel>
    );
  }
  const command = (code: string) => <CodeBlock code={code} prompt label={label} />;
  return (
    <Panel title={t("title")} description={t("not_found")}>
      <Tabs
        label={t("tabs")}
        tabs={[
          {
            value: "systemd",
            label: t("systemd"),
            content: command(restartCommand(USUAL_SERVICES.systemd)),
          },
          {
            value: "launchd",
            label: t("launchd"),
            content: command(restartCommand(USUAL_SERVICES.launchd)),
          },
          {
            value: "hand",
            label: t("hand"),
            content: (
              <div className="grid gap-2">
                <p className="text-sm">{t("hand_text")}</p>
                {command(START_COMMAND)}
              </div>
            ),
          },
        ]}
      />
    </Panel>
  );
}
