import { PASSWORD } from "./secrets.ts";
import type { Fields } from "./server-actions.ts";

/** Who may call an action, at least; the roles are each other's superset. */
export type Caller = "visitor" | "viewer" | "operator" | "admin" | "owner";

/**
 * Every action of the console, who may call it, and input that is good enough to reach that question. Ids name nothing,
 * so whoever may call it is told that there is no such thing, or that something else is missing.
 */
export const ACTIONS: Readonly<Record<string, { from: Caller; fields: Fields; takesFormAlone?: boolean }>> = {
  "app/(console)/alerts/actions.ts#muteAlertAction": {
    from: "operator",
    fields: { key: "expired none main openai", hours: "4" },
  },
  "app/(console)/alerts/actions.ts#retryDeliveryAction": { from: "operator", fields: { deliveryId: "none" } },
  "app/(console)/alerts/actions.ts#setAlertRulesAction": {
    from: "admin",
    fields: { expirySteps: "30, 7, 1", probeFailures: "3", reminderHours: "24", retentionDays: "90" },
  },
  "app/(console)/alerts/channels/actions.ts#saveChannelAction": {
    from: "admin",
    fields: {
      ...{
        kind: "ntfy",
        name: "team",
        locale: "en",
        kind_expired: "on",
        minimumSeverity: "info",
        zone: "UTC",
      },
      ...{ quietFrom: "", quietTo: "", digestAt: "", baseUrl: "https://ntfy.sh", topic: "FAKE-topic-0123" },
    },
  },
  "app/(console)/alerts/channels/actions.ts#testChannelAction": {
    from: "admin",
    fields: { channelId: "none" },
  },
  "app/(console)/alerts/channels/actions.ts#removeChannelAction": {
    from: "admin",
    fields: { channelId: "none" },
  },
  "app/(console)/demo/actions.ts#addDemoAction": { from: "admin", fields: {} },
  "app/(console)/demo/actions.ts#removeDemoAction": { from: "admin", fields: {} },
  "app/(console)/doctor/actions.ts#mendModesAction": { from: "operator", fields: { gatewayId: "none" } },
  "app/(console)/doctor/actions.ts#deleteLeftoverAction": {
    from: "operator",
    fields: { gatewayId: "none", file: "auth.json" },
  },
  "app/(console)/gateways/[gatewayId]/actions.ts#askAction": {
    from: "operator",
    fields: { gatewayId: "none" },
  },
  "app/(console)/gateways/[gatewayId]/actions.ts#importAction": {
    from: "operator",
    fields: { gatewayId: "none" },
  },
  "app/(console)/gateways/[gatewayId]/actions.ts#publishAction": {
    from: "operator",
    fields: { gatewayId: "none" },
  },
  "app/(console)/gateways/[gatewayId]/actions.ts#unpublishAction": {
    from: "operator",
    fields: { gatewayId: "none" },
  },
  "app/(console)/gateways/[gatewayId]/actions.ts#adoptAction": {
    from: "operator",
    fields: { gatewayId: "none", entry: "profile/main/openai:a" },
  },
  "app/(console)/gateways/actions.ts#addGatewayAction": {
    from: "admin",
    fields: { name: "nowhere", stateDir: "/nowhere/at/all" },
  },
  "app/(console)/gateways/actions.ts#editGatewayAction": { from: "admin", fields: { gatewayId: "none" } },
  "app/(console)/gateways/actions.ts#revokeTokensAction": { from: "admin", fields: { gatewayId: "none" } },
  "app/(console)/gateways/actions.ts#removeGatewayAction": {
    from: "admin",
    fields: { gatewayId: "none", name: "none", confirmation: "none", password: PASSWORD },
  },
  "app/(console)/keys/actions.ts#writeKeyAction": {
    from: "operator",
    fields: { gatewayId: "none", variable: "OPENAI_API_KEY", secret: "sk-FAKE-0123456789abcdef" },
  },
  "app/(console)/keys/actions.ts#removeKeyAction": {
    from: "operator",
    fields: { gatewayId: "none", variable: "OPENAI_API_KEY" },
  },
  "app/(console)/keys/actions.ts#rewriteKeysAction": { from: "operator", fields: { gatewayId: "none" } },
  "app/(console)/keys/actions.ts#tryListAction": {
    from: "operator",
    fields: { gatewayId: "none", provider: "openai" },
  },
  "app/(console)/order/[gatewayId]/[agentId]/[provider]/actions.ts#saveOrderAction": {
    from: "operator",
    fields: {
      gatewayId: "none",
      agentId: "main",
      provider: "openai",
      version: "0",
      ids: "openai:a",
      include: "openai:a",
    },
  },
  "app/(console)/order/[gatewayId]/[agentId]/[provider]/actions.ts#clearOrderAction": {
    from: "operator",
    fields: { gatewayId: "none", agentId: "main", provider: "openai", version: "0" },
  },
  "app/(console)/probes/actions.ts#startProbesAction": { from: "operator", fields: { gatewayId: "none" } },
  "app/(console)/probes/actions.ts#cancelProbesAction": { from: "operator", fields: { sweepId: "none" } },
  "app/(console)/probes/actions.ts#setProbePolicyAction": {
    from: "operator",
    fields: { provider: "openai", paidRequestsPerDay: "0", paidCentsPerDay: "0", intervalMinutes: "" },
  },
  "app/(console)/probes/actions.ts#allowForProbesAction": {
    from: "admin",
    fields: { kind: "server", value: "127.0.0.1:1", password: PASSWORD },
  },
  "app/(console)/probes/actions.ts#withdrawFromProbesAction": { from: "admin", fields: { id: "none" } },
  "app/(console)/profiles/[rowId]/actions.ts#replaceSecretAction": {
    from: "operator",
    fields: { profileRowId: "none", secret: "sk-FAKE-0123456789abcdef" },
  },
  "app/(console)/profiles/[rowId]/actions.ts#editProfileAction": {
    from: "operator",
    fields: { profileRowId: "none", version: "1", label: "", email: "" },
  },
  "app/(console)/profiles/[rowId]/actions.ts#removeProfileAction": {
    from: "operator",
    fields: { profileRowId: "none" },
  },
  "app/(console)/profiles/[rowId]/actions.ts#restoreProfileAction": {
    from: "operator",
    fields: { profileRowId: "none" },
  },
  "app/(console)/profiles/new/actions.ts#addApiKeyAction": {
    from: "operator",
    fields: {
      gatewayId: "none",
      agentId: "main",
      label: "",
      email: "",
      provider: "openai",
      secret: "sk-FAKE-0123456789abcdef",
    },
  },
  "app/(console)/profiles/new/actions.ts#pasteSetupTokenAction": {
    from: "operator",
    fields: {
      ...{ gatewayId: "none", agentId: "main", label: "", email: "", expiresAtMs: "365d" },
      secret: `sk-ant-oat01-${"FAKE".repeat(20)}`,
    },
  },
  "app/(console)/profiles/new/actions.ts#pasteTokenAction": {
    from: "operator",
    fields: {
      ...{ gatewayId: "none", agentId: "main", label: "", email: "", provider: "github-copilot" },
      ...{ expiresAtMs: "365d", secret: "FAKE-0123456789abcdef" },
    },
  },
  "app/(console)/profiles/new/actions.ts#addReferenceAction": {
    from: "operator",
    fields: {
      ...{ gatewayId: "none", agentId: "main", provider: "openai", profileId: "openai:a", type: "api_key" },
      ...{
        label: "",
        email: "",
        expiresAtMs: "",
        "ref.source": "env",
        "ref.provider": "default",
        "ref.id": "OPENAI_API_KEY",
      },
    },
  },
  "app/(console)/settings/actions.ts#createApiTokenAction": {
    from: "admin",
    fields: { name: "monitoring", scopes: "check:read", expiresIn: "30d", gatewayId: "", password: PASSWORD },
  },
  "app/(console)/settings/actions.ts#revokeApiTokenAction": { from: "admin", fields: { id: "none" } },
  "app/(console)/settings/actions.ts#createCalendarLinkAction": { from: "viewer", fields: { gatewayId: "" } },
  "app/(console)/settings/actions.ts#revokeCalendarLinkAction": { from: "viewer", fields: { id: "none" } },
  "app/(console)/settings/security/actions.ts#changePasswordAction": {
    from: "viewer",
    fields: { current: "FAKE not my password", password: PASSWORD },
  },
  "app/(console)/settings/sign-in/actions.ts#setSecondFactorRuleAction": {
    from: "owner",
    fields: { password: PASSWORD },
  },
  "app/(console)/settings/sign-in/actions.ts#resetSecondFactorsAction": {
    from: "owner",
    fields: { userId: "none", password: PASSWORD },
  },
  "app/(console)/settings/sign-in/oidc/actions.ts#saveOidcAction": {
    from: "owner",
    fields: {
      label: "Work",
      issuer: "https://127.0.0.1:1",
      clientId: "clawkeep",
      scopes: "openid email",
      defaultRole: "refuse",
      isPublic: "on",
      password: PASSWORD,
    },
  },
  "app/(console)/settings/sign-in/oidc/actions.ts#tryOidcAction": { from: "owner", fields: {} },
  "app/(console)/settings/vault/actions.ts#startRotationAction": {
    from: "owner",
    fields: { kind: "keyring", password: PASSWORD },
  },
  "app/(console)/settings/vault/actions.ts#cancelRotationAction": {
    from: "owner",
    fields: { targetId: "none", password: PASSWORD },
  },
  "app/(console)/settings/vault/actions.ts#exportKeyringAction": {
    from: "owner",
    fields: { recipients: "age1none", password: PASSWORD },
  },
  "app/(console)/settings/vault/actions.ts#verifyExportAction": {
    from: "owner",
    fields: { passphrase: "FAKE passphrase of nothing" },
  },
  "app/(console)/settings/backups/actions.ts#makeBackupAction": {
    from: "owner",
    fields: { recipients: "age1none", password: PASSWORD },
  },
  "app/(console)/settings/backups/actions.ts#setScheduleAction": {
    from: "owner",
    fields: {
      ...{ folder: "/nowhere/at/all", recipients: "age1none", everyMinutes: "6h", atMinute: "" },
      ...{ zone: "UTC", keep: "3", password: PASSWORD },
    },
  },
  "app/(console)/settings/backups/actions.ts#clearScheduleAction": {
    from: "owner",
    fields: { password: PASSWORD },
  },
  "app/(console)/settings/backups/actions.ts#tryBackupAction": {
    from: "owner",
    fields: { id: "1", passphrase: "FAKE passphrase of nothing" },
  },
  "app/(console)/audit/actions.ts#verifyAuditAction": { from: "viewer", fields: {} },
  "app/(console)/start/actions.ts#startGatewayAction": {
    from: "admin",
    fields: { name: "nowhere", found: "", stateDir: "/nowhere/at/all" },
  },
  "app/(console)/start/actions.ts#startImportAction": { from: "operator", fields: { gatewayId: "none" } },
  "app/(console)/start/actions.ts#startKeyAction": {
    from: "operator",
    fields: { gatewayId: "none", agentId: "main", provider: "openai", secret: "sk-FAKE-0123456789abcdef" },
  },
  "app/(console)/start/actions.ts#startPublishAction": { from: "operator", fields: { gatewayId: "none" } },
  "app/(console)/start/actions.ts#skipFirstRunAction": { from: "viewer", fields: {} },
  "app/(console)/team/actions.ts#personDeedAction": {
    from: "owner",
    fields: { id: "none", deed: "disable", password: PASSWORD },
  },
  "app/(console)/team/actions.ts#setRoleAction": {
    from: "owner",
    fields: { id: "none", role: "viewer", password: PASSWORD },
  },
  "app/(console)/team/actions.ts#inviteAction": {
    from: "owner",
    fields: { email: "guest@example.test", role: "viewer", password: PASSWORD },
  },
  "app/(console)/team/actions.ts#revokeInvitationAction": { from: "owner", fields: { id: "none" } },
  "app/(console)/team/actions.ts#endSessionAction": {
    from: "owner",
    fields: { userId: "none", id: "none", password: PASSWORD },
  },
  "app/invite/[token]/actions.ts#acceptInvitationAction": {
    from: "visitor",
    fields: { token: "none", name: "Eve", password: "a long password" },
  },
  // The passphrase is the authority, and nobody has to be signed in.
  "app/unseal/actions.ts#unsealAction": { from: "visitor", fields: { passphrase: "FAKE" } },
  "app/unseal/actions.ts#lockVaultAction": { from: "owner", fields: {} },
  "app/two-step/actions.ts#startTotpAction": { from: "viewer", fields: {} },
  "app/two-step/actions.ts#confirmTotpAction": { from: "viewer", fields: { code: "000000" } },
  "app/two-step/actions.ts#removeTotpAction": {
    from: "viewer",
    fields: { password: "a wrong password", code: "000000" },
  },
  "app/two-step/actions.ts#reissueCodesAction": {
    from: "viewer",
    fields: { password: "a wrong password", code: "000000" },
  },
  "app/two-step/passkey/actions.ts#passkeyQuestionAction": { from: "viewer", fields: {} },
  "app/two-step/passkey/actions.ts#addPasskeyAction": {
    from: "viewer",
    fields: { name: "laptop", answer: "{}" },
  },
  "app/two-step/passkey/actions.ts#removePasskeyAction": {
    from: "viewer",
    fields: { passkeyId: "none", password: "a wrong password" },
  },
  "app/sign-in/passkey/actions.ts#anyPasskeyAction": { from: "visitor", fields: {} },
  "app/sign-in/passkey/actions.ts#ownPasskeyAction": { from: "visitor", fields: {} },
  "app/sign-in/passkey/actions.ts#passkeySignInAction": { from: "visitor", fields: { answer: "{}" } },
  "app/sign-in/second-step/actions.ts#secondStepAction": { from: "visitor", fields: { code: "000000" } },
  "app/preferences/actions.ts#savePreferencesAction": {
    from: "visitor",
    fields: { theme: "dark" },
    takesFormAlone: true,
  },
  "app/setup/actions.ts#createFirstOwnerAction": {
    from: "visitor",
    fields: {
      code: "00000-00000-00000-00000",
      name: "Eve",
      email: "eve@example.test",
      password: "a long password",
    },
  },
  "app/sign-in/actions.ts#signInAction": {
    from: "visitor",
    fields: { email: "nobody@example.test", password: "a wrong password" },
  },
};
