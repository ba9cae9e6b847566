import { getLocale, getT } from "#app/_server/i18n.ts";
import { ConfirmDialog } from "#app/_ui/confirm-dialog.client.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { Panel, Stack } from "#app/_ui/panel.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { SecretInput } from "#app/_ui/secret-input.client.tsx";
import { Mono } from "#app/_ui/text.tsx";
import { removePasskeyAction } from "#app/two-step/passkey/actions.ts";
import { PasskeySetup } from "#app/two-step/passkey-setup.tsx";
import type { PasskeyItem, SecurityView } from "#lib/views/security-view.ts";

/** One's passkeys, and the way to another. */
export async function PasskeysPanel({ view }: { view: SecurityView }) {
  const t = await getT("security");
  return (
    <Panel title={t("passkeys_title")} description={t("passkeys_lead")}>
      <Stack>
        {view.passkeys.length > 0 && (
          <ul
            aria-label={t("passkeys_title")}
            className="divide-y divide-line rounded-md border border-line text-sm"
          >
            {view.passkeys.map((passkey) => (
              <li
                key={passkey.id}
                className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-3 py-2"
              >
                <PasskeyFacts passkey={passkey} nowMs={view.asOfMs} />
                <ConfirmDialog
                  trigger={t("passkey_remove")}
                  triggerVariant="danger-quiet"
                  triggerSize="sm"
                  title={t("passkey_remove_title", { name: passkey.name })}
                  action={removePasskeyAction}
                  values={{ passkeyId: passkey.id }}
                  confirm={t("passkey_remove_confirm")}
                  pendingLabel={t("checking")}
                >
                  <p>{t("passkey_remove_text")}</p>
                  {view.hasPassword && (
                    <Field name="password" label={t("password")} required>
                      <SecretInput autoComplete="current-password" />
                    </Field>
                  )}
                </ConfirmDialog>
              </li>
            ))}
          </ul>
        )}
        <PasskeySetup next="/settings/security" />
      </Stack>
    </Panel>
  );
}

async function PasskeyFacts({ passkey, nowMs }: { passkey: PasskeyItem; nowMs: number }) {
  const t = await getT("security");
  const locale = await getLocale();
  const when = (atMs: number) => <RelativeTime atMs={atMs} nowMs={nowMs} locale={locale} look="relative" />;
  return (
    <div className="min-w-0">
      <span className="font-medium [overflow-wrap:anywhere]">{passkey.name}</span>
      <dl className="mt-0.5 flex flex-wrap gap-x-4 text-fg-muted text-xs [&>div]:flex [&>div]:gap-1">
        <div>
          <dt>{t("passkey_made")}</dt>
          <dd>{when(passkey.createdAtMs)}</dd>
        </div>
        <div>
          <dt>{t("passkey_used")}</dt>
          <dd>{passkey.lastUsedAtMs === null ? t("passkey_never") : when(passkey.lastUsedAtMs)}</dd>
        </div>
        <div>
          <dt>{t("passkey_address")}</dt>
          <dd>
            <Mono>{passkey.rpId}</Mono>
          </dd>
        </div>
        <div>
          <dt className="sr-only">{t("passkey_kind")}</dt>
          <dd>{passkey.isSynced ? t("passkey_synced") : t("passkey_device")}</dd>
        </div>
      </dl>
    </div>
  );
}
