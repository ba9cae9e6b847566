import { getT } from "#app/_server/i18n.ts";
import { Field } from "#app/_ui/field.client.tsx";
import { TextInput } from "#app/_ui/inputs.client.tsx";
import { SecretInput } from "#app/_ui/secret-input.client.tsx";

type Props = { openclawPath?: string | null; rpcUrl?: string | null; tokenHint: string };

/** How the console has a running gateway reload. All three are needed for that; none is needed to publish. */
export async function ReachFields({ openclawPath, rpcUrl, tokenHint }: Props) {
  const t = await getT("gateways.form");
  return (
    <>
      <Field name="openclawPath" label={t("openclaw")} hint={t("openclaw_hint")} optional>
        <TextInput mono placeholder="/usr/local/bin/openclaw" defaultValue={openclawPath ?? ""} />
      </Field>
      <Field name="rpcUrl" label={t("rpc_url")} hint={t("rpc_url_hint")} optional>
        <TextInput mono placeholder="ws://127.0.0.1:18789" defaultValue={rpcUrl ?? ""} />
      </Field>
      <Field name="rpcToken" label={t("rpc_token")} hint={tokenHint} optional>
        <SecretInput />
      </Field>
    </>
  );
}
