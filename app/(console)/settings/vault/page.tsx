import type { Metadata } from "next";
import { keyringSource } from "#app/_server/audit-download.ts";
import { operatorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { Callout } from "#app/_ui/callout.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Stack } from "#app/_ui/panel.tsx";
import { LiveUpdates } from "#app/(console)/live-updates.client.tsx";
import { SettingsTabs } from "#app/(console)/settings/settings-tabs.tsx";
import { DataKeysPanel } from "#app/(console)/settings/vault/data-keys-panel.tsx";
import { EndedRotationsPanel } from "#app/(console)/settings/vault/ended-rotations-panel.tsx";
import { KeyringPanel } from "#app/(console)/settings/vault/keyring-panel.tsx";
import { RecoveryPanel } from "#app/(console)/settings/vault/recovery-panel.tsx";
import { RotationPanel } from "#app/(console)/settings/vault/rotation-panel.tsx";
import { roleAllows } from "#lib/domain/role.ts";
import { inspectKeyring } from "#lib/operations/inspect-keyring.ts";
import { liveVersion } from "#lib/views/live-version.ts";
import { vaultView } from "#lib/views/vault-view.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("vault_page"))("tab") };
}

export default async function VaultPage() {
  const ctx = await operatorContext();
  const t = await getT("vault_page");
  const canRead = roleAllows(ctx.actor.role, "key:read");
  const canManage = roleAllows(ctx.actor.role, "key:manage");
  const version = liveVersion(ctx);
  const view = vaultView(ctx);
  return (
    <>
      <PageHeader
        title={(await getT("settings"))("title")}
        description={t("lead")}
        actions={canRead && <LiveUpdates version={version} watched={view.running !== null} />}
      />
      <SettingsTabs role={ctx.actor.role} />
      {canRead ? (
        <Stack>
          <KeyringPanel report={inspectKeyring(ctx, keyringSource())} asOfMs={view.asOfMs} />
          <RotationPanel view={view} canManage={canManage} />
          <RecoveryPanel view={view} canManage={canManage} />
          <DataKeysPanel view={view} />
          {view.ended.length > 0 && <EndedRotationsPanel view={view} />}
        </Stack>
      ) : (
        <Callout tone="info">{t("not_allowed")}</Callout>
      )}
    </>
  );
}
