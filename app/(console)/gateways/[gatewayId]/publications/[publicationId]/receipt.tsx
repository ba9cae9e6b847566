import { getT } from "#app/_server/i18n.ts";
import { DataTable } from "#app/_ui/data-table.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { type Step, Stepper, type StepState } from "#app/_ui/stepper.client.tsx";
import { Mono } from "#app/_ui/text.tsx";
import type { PublishReceipt } from "#lib/domain/publish-receipt.ts";

type Props = { receipt: PublishReceipt };

/** What was done, in the order it was done. */
export async function ReceiptSteps({ receipt }: Props) {
  const t = await getT("receipt.step");
  const { kind, changes, config, resolver } = receipt;
  const reload: Step = {
    key: "reload",
    label: t("reload"),
    detail: await reloadText(receipt),
    state: RELOAD_STATE[receipt.reload.kind],
  };
  const stores: Step = {
    key: "stores",
    label: t("stores"),
    detail: t("changes", { count: changes.length }),
    state: "done",
  };
  const settings: Step = {
    key: "config",
    label: "openclaw.json",
    detail: t("changes", { count: config.length }),
    state: "done",
  };
  const readBack: Step = {
    key: "read_back",
    label: t("read_back"),
    detail: t(receipt.verified ? "verified" : "not_verified"),
    state: receipt.verified ? "done" : "failed",
  };
  const steps: Step[] =
    kind === "publish"
      ? [
          { key: "grant", label: t("grant"), detail: t("grant_detail"), state: "done" },
          {
            key: "resolver",
            label: t("resolver"),
            detail: t(`resolver_${resolver.action}`, { token: resolver.issuesToken ? "new" : "same" }),
            state: "done",
          },
          ...[settings, stores, reload, readBack],
        ]
      : [
          ...[stores, settings, reload, readBack],
          { key: "grant", label: t("revoke"), detail: t("revoke_detail"), state: "done" },
        ];
  return (
    <Panel title={t("title")}>
      <Stepper direction="column" steps={steps} />
    </Panel>
  );
}

const RELOAD_STATE: Record<PublishReceipt["reload"]["kind"], StepState> = {
  reloaded: "done",
  by_hand: "current",
  failed: "failed",
};

async function reloadText({ reload }: PublishReceipt): Promise<string> {
  const t = await getT("receipt.step");
  if (reload.kind === "reloaded") return t("reloaded", { warnings: reload.warningCount });
  if (reload.kind === "by_hand") return t("reload_by_hand");
  return t("reload_failed");
}

/** Every file that was written, so that anyone can check that it is still so. */
export async function FilesPanel({ files }: { files: PublishReceipt["files"] }) {
  const t = await getT("receipt.files");
  if (files.length === 0) return null;
  return (
    <Panel flush title={t("title")} description={t("lead")}>
      <DataTable
        caption={t("title")}
        rows={files}
        rowKey={(row) => row.path}
        columns={[
          { key: "path", header: t("path"), rowHeader: true, cell: (row) => <Mono>{row.path}</Mono> },
          {
            key: "sha256",
            header: "SHA-256",
            cell: (row) => (
              <span className="text-xs">
                <Mono muted>{row.sha256}</Mono>
              </span>
            ),
          },
        ]}
      />
    </Panel>
  );
}
