import type { Commands } from "#cli/run-command.ts";

/** Every command by its words. The code of a command is loaded when it is called, which keeps the others quick. */
export const COMMANDS: Commands = {
  serve: async () => (await import("#cli/commands/serve.ts")).serve,
  "vault init": async () => (await import("#cli/commands/vault.ts")).vaultInit,
  "vault status": async () => (await import("#cli/commands/vault.ts")).vaultStatus,
  "user create": async () => (await import("#cli/commands/user.ts")).userCreate,
  "gateway add": async () => (await import("#cli/commands/gateway-add.ts")).gatewayAdd,
  "gateway list": async () => (await import("#cli/commands/gateway.ts")).gatewayList,
  "gateway show": async () => (await import("#cli/commands/gateway.ts")).gatewayShow,
  "gateway remove": async () => (await import("#cli/commands/gateway.ts")).gatewayRemove,
  "gateway revoke-token": async () => (await import("#cli/commands/gateway.ts")).gatewayRevokeToken,
  import: async () => (await import("#cli/commands/import.ts")).importCommand,
  publish: async () => (await import("#cli/commands/publish.ts")).publish,
  unpublish: async () => (await import("#cli/commands/publish.ts")).unpublish,
  "models auth list": async () => (await import("#cli/commands/models-auth-list.ts")).modelsAuthList,
  "models auth paste-api-key": async () => (await import("#cli/commands/models-auth-paste.ts")).pasteApiKey,
  "models auth paste-token": async () => (await import("#cli/commands/models-auth-paste.ts")).pasteToken,
  "models auth setup-token": async () => (await import("#cli/commands/models-auth-paste.ts")).setupToken,
  "models auth add-ref": async () => (await import("#cli/commands/models-auth-add-ref.ts")).addRef,
  "models auth remove": async () => (await import("#cli/commands/models-auth-remove.ts")).remove,
  "models auth order get": async () => (await import("#cli/commands/models-order.ts")).orderGet,
  "models auth order set": async () => (await import("#cli/commands/models-order.ts")).orderSet,
  "models auth order clear": async () => (await import("#cli/commands/models-order.ts")).orderClear,
  "audit list": async () => (await import("#cli/commands/audit.ts")).auditList,
};
