import { getT } from "#app/_server/i18n.ts";
import { Callout } from "#app/_ui/callout.tsx";
import { CodeBlock } from "#app/_ui/code-block.tsx";
import { Panel, Stack } from "#app/_ui/panel.tsx";
import { refusalText } from "#app/(console)/gateways/[gatewayId]/publications/[publicationId]/refusal-text.ts";
import type { PublishReceipt } from "#lib/domain/publish-receipt.ts";

type Props = { receipt: PublishReceipt; stateDir: string };

/** What is left to a person: having the gateway reload when the console could not, then trying it. */
export async function NextSteps({ receipt, stateDir }: Props) {
  const t = await getT("receipt.next");
  const { kind, reload, verified } = receipt;
  const isPublish = kind === "publish";
  return (
    <Panel title={t("title")}>
      <Stack>
        {!verified && <Callout tone="danger">{t("not_verified")}</Callout>}
        {reload.kind !== "reloaded" && (
          <div className="grid gap-2">
            {reload.kind === "failed" && (
              <Callout tone="warn" title={t("reload_failed")}>
                {await refusalText(reload)}
              </Callout>
            )}
            <p className="max-w-prose">{t(isPublish ? "reload" : "reload_unpublish")}</p>
            <CodeBlock prompt label={t("reload_label")} code={onGateway(stateDir, reload.command)} />
          </div>
        )}
        {isPublish ? (
          <div className="grid gap-2">
            <p className="max-w-prose">{t("test")}</p>
            <CodeBlock
              prompt
              label={t("test_label")}
              code={[
                onGateway(stateDir, "openclaw models status"),
                onGateway(stateDir, "openclaw secrets audit --check"),
              ].join("\n")}
            />
            <p className="max-w-prose text-fg-muted text-sm">{t("test_means")}</p>
          </div>
        ) : (
          <p className="max-w-prose text-fg-muted">{t("unpublished")}</p>
        )}
      </Stack>
    </Panel>
  );
}

/** Names the state dir, so that it is the right gateway whatever the shell's own settings are. */
function onGateway(stateDir: string, command: string): string {
  const quoted = /^[\w./@:+-]+$/.test(stateDir) ? stateDir : `'${stateDir.replaceAll("'", "'\\''")}'`;
  return `OPENCLAW_STATE_DIR=${quoted} ${command}`;
}
