"use client";

import { type ReactNode, useState } from "react";
import { useAnswer } from "#app/_ui/action-form.client.tsx";
import { Combobox } from "#app/_ui/combobox.client.tsx";
import { Disclosure } from "#app/_ui/disclosure.tsx";
import { Field, typedValue } from "#app/_ui/field.client.tsx";
import { TextInput } from "#app/_ui/inputs.client.tsx";
import { useT } from "#app/_ui/messages.client.tsx";
import type { Suggestion } from "#app/_ui/suggestion-list.client.tsx";
import { useHydrated } from "#app/_ui/use-hydrated.client.tsx";
import { defaultProfileId } from "#lib/domain/profile-id.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";

const CLOUDFLARE = "cloudflare-ai-gateway";

type Props = {
  type: "api_key" | "token";
  suggestions: Suggestion[];
  defaultProvider: string;
  /** The field of the secret, which stands between the provider and what follows from it. */
  children: ReactNode;
};

/** A provider, its secret, and what depends on which provider it is. */
export function ProviderFields({ type, suggestions, defaultProvider, children }: Props) {
  const t = useT("profile_form");
  const { state } = useAnswer();
  const [typed, setTyped] = useState(typedValue(state, "provider") ?? defaultProvider);
  const provider = normalizeProvider(typed);
  const defaultId = defaultProfileId(provider || t("provider_placeholder"), type);
  return (
    <>
      <Field name="provider" label={t("provider")} hint={t("provider_hint")} required>
        <Combobox
          mono
          suggestions={suggestions}
          defaultValue={defaultProvider}
          placeholder={t("provider_placeholder")}
          onValueChange={setTyped}
        />
      </Field>
      {children}
      {type === "api_key" && <CloudflareFields chosen={provider === CLOUDFLARE} />}
      <Field
        name="profileId"
        label={t("profile_id")}
        hint={t("profile_id_hint", { value: defaultId })}
        optional
      >
        <TextInput mono placeholder={defaultId} maxLength={200} />
      </Field>
    </>
  );
}

/** Shown for its provider only; folded away where no script can tell which provider it is. */
function CloudflareFields({ chosen }: { chosen: boolean }) {
  const t = useT("profile_form");
  const hydrated = useHydrated();
  const fields = (
    <div className="grid items-start gap-(--stack) sm:grid-cols-2">
      <Field name="metadata.accountId" label={t("account_id")}>
        <TextInput mono maxLength={256} />
      </Field>
      <Field name="metadata.gatewayId" label={t("gateway_id")}>
        <TextInput mono maxLength={256} />
      </Field>
    </div>
  );
  if (hydrated && !chosen) return null;
  if (!hydrated) return <Disclosure summary={t("cloudflare")}>{fields}</Disclosure>;
  return (
    <div className="grid gap-1.5">
      {fields}
      <p className="text-fg-muted text-sm">{t("cloudflare_hint")}</p>
    </div>
  );
}
