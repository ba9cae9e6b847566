import { getT } from "#app/_server/i18n.ts";
import { Field } from "#app/_ui/field.client.tsx";
import { Select, TextInput } from "#app/_ui/inputs.client.tsx";
import { SecretInput } from "#app/_ui/secret-input.client.tsx";
import {
  type ChannelField,
  type ChannelKind,
  type ChannelSecretField,
  type ChannelSettings,
  FIELDS_OF,
  MAIL_SECURITIES,
} from "#lib/domain/channel.ts";
import { BASE_URLS } from "#lib/domain/channel-draft.ts";
import type { Translator } from "#lib/messages.ts";

const OPTIONAL: ReadonlySet<ChannelField> = new Set(["username", "baseUrl"]);

/** Short enough to stand beside another. */
const PAIRED: ReadonlySet<ChannelField> = new Set(["host", "port", "security", "username"]);

type Props = { kind: ChannelKind; settings: ChannelSettings | null };

/** What the service of a channel needs. Secrets start empty always; those of a stored channel stay when they are left so. */
export async function ServiceFields({ kind, settings }: Props) {
  const t = await getT("alerts");
  const { shown, secret } = FIELDS_OF[kind];
  const isStored = settings !== null;
  return (
    <>
      {shown.length > 0 && (
        <div className="grid items-start gap-(--stack) sm:grid-cols-2">
          {shown.map((field) => (
            <div key={field} className={PAIRED.has(field) ? "min-w-0" : "min-w-0 sm:col-span-2"}>
              <Field
                name={field}
                label={t(`field.${field}`)}
                hint={hintOf(t, kind, field)}
                required={!OPTIONAL.has(field)}
                optional={field === "username"}
              >
                <ShownInput t={t} field={field} value={storedText(field, kind, settings)} />
              </Field>
            </div>
          ))}
        </div>
      )}
      {secret.map(({ field, isRequired }) => (
        <Field
          key={field}
          name={field}
          label={t(`field.${field}`)}
          hint={[hintOf(t, kind, field), isStored && t("keep_secret")].filter(Boolean).join(" ")}
          required={isRequired && !isStored}
          optional={!isRequired && !isStored}
        >
          <SecretInput maxLength={4096} />
        </Field>
      ))}
    </>
  );
}

type Words = Translator<"alerts">;

function ShownInput({ t, field, value }: { t: Words; field: ChannelField; value: string }) {
  switch (field) {
    case "security":
      return (
        <Select
          defaultValue={value}
          options={MAIL_SECURITIES.map((each) => ({ value: each, label: t(`security.${each}`) }))}
        />
      );
    case "port":
      return <TextInput type="number" min={1} max={65_535} defaultValue={value} />;
    case "from":
      return (
        <TextInput type="email" maxLength={254} defaultValue={value} placeholder="clawkeep@example.org" />
      );
    case "to":
      return <TextInput mono maxLength={2048} defaultValue={value} placeholder="ops@example.org" />;
    default:
      return <TextInput mono maxLength={2048} defaultValue={value} />;
  }
}

/** What is stored, or what most people want. */
function storedText(field: ChannelField, kind: ChannelKind, settings: ChannelSettings | null): string {
  const stored: unknown = settings && field in settings ? settings[field as keyof ChannelSettings] : null;
  if (Array.isArray(stored)) return stored.join(", ");
  if (typeof stored === "string" || typeof stored === "number") return String(stored);
  if (field === "security") return "starttls";
  if (field === "port") return "587";
  const hasBase = field === "baseUrl" && (kind === "ntfy" || kind === "telegram");
  return hasBase ? BASE_URLS[kind] : "";
}

/** Not every field needs one. */
function hintOf(t: Words, kind: ChannelKind, field: ChannelField | ChannelSecretField): string | null {
  const key = `field_hint.${kind}_${field}` as "field_hint.webhook_url";
  return t.has(key) ? t(key) : null;
}
