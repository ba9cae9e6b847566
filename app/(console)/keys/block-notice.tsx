import type { Attempt } from "#app/_server/attempt.ts";
import { getList, getT } from "#app/_server/i18n.ts";
import { Callout } from "#app/_ui/callout.tsx";
import { ConfirmDialog } from "#app/_ui/confirm-dialog.client.tsx";
import { rewriteKeysAction } from "#app/(console)/keys/actions.ts";
import type { BlockStatus } from "#lib/operations/environment-block.ts";
import type { KeySourcesView } from "#lib/views/key-sources-view.ts";

type Props = { view: KeySourcesView; block: Attempt<BlockStatus>; canManage: boolean };

/** What someone else did to the block, and the way back. */
export async function BlockNotice({ view, block, canManage }: Props) {
  const t = await getT("key_sources.managed");
  if (block.refusal) {
    return (
      <Callout tone="warn" title={t("refused_title")}>
        {block.refusal.message}
      </Callout>
    );
  }
  const { state, foreign, line } = block.value;
  if (state === "none" || state === "as_written") return null;
  const file = view.envFile;
  const text = state === "broken" ? t("broken", { file, line: line ?? 1 }) : t(state, { file });
  return (
    <Callout
      tone={state === "broken" ? "danger" : "warn"}
      title={t(`${state}_title`)}
      actions={
        canManage &&
        state !== "broken" && (
          <ConfirmDialog
            trigger={t("rewrite")}
            title={t("rewrite_title")}
            action={rewriteKeysAction}
            values={{ gatewayId: view.gatewayId }}
            confirm={t("rewrite")}
            pendingLabel={t("rewriting")}
          >
            <p>{t("rewrite_text")}</p>
          </ConfirmDialog>
        )
      }
    >
      {text} {foreign.length > 0 && t("foreign", { variables: (await getList())(foreign) })}
    </Callout>
  );
}
