import { getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { CodeBlock } from "#app/_ui/code-block.tsx";
import { Panel, Stack } from "#app/_ui/panel.tsx";
import { addressOf } from "#app/(console)/address.ts";
import type { CredentialKind } from "#app/(console)/profiles/new/credential-kind.ts";

type Props = { kind: CredentialKind; query: Record<string, string | undefined> };

/** What to know before pasting, beside the form. */
export async function CredentialAdvice({ kind, query }: Props) {
  const t = await getT("profile_form");
  if (kind === "reference") {
    return (
      <Panel title={t("reference_how")}>
        <p className="text-fg-muted">{t("reference_how_text")}</p>
      </Panel>
    );
  }
  if (kind !== "setup-token") {
    return (
      <Panel title={t("api_key_how")}>
        <p className="text-fg-muted">{kind === "token" ? t("token_how_text") : t("api_key_how_text")}</p>
      </Panel>
    );
  }
  return (
    <Stack>
      <Callout
        tone="warn"
        title={t("policy_title")}
        actions={
          <LinkButton
            size="sm"
            href={addressOf("/profiles/new", { ...query, kind: "api-key", provider: "anthropic" })}
          >
            {t("policy_action")}
          </LinkButton>
        }
      >
        <p>{t("policy")}</p>
        <p className="mt-2">{t("policy_way_out")}</p>
      </Callout>
      <Panel title={t("setup_how")}>
        <div className="grid gap-3">
          <p className="text-fg-muted">{t("setup_how_text")}</p>
          <CodeBlock code="claude setup-token" prompt />
          <p className="text-fg-muted">{t("setup_error")}</p>
        </div>
      </Panel>
    </Stack>
  );
}
