import { refusalSentence } from "#app/_server/form-state.ts";
import { getT } from "#app/_server/i18n.ts";
import { troubleOfVault } from "#app/_server/vault.ts";
import { Callout } from "#app/_ui/callout.tsx";
import { TextLink } from "#app/_ui/text.tsx";

/**
 * Says on every page that the vault is sealed or does not open, and what to do. A stranger is told no more than that;
 * the sentence for those who are signed in names the file.
 */
export async function VaultBanner({ to }: { to: "people" | "strangers" }) {
  const trouble = troubleOfVault();
  if (trouble === null) return null;
  const t = await getT("vault_state");
  const { refusal, isOpen } = trouble;
  if (refusal.code === "vault_sealed")
    return (
      <Callout tone="warn" title={t("sealed")} actions={<TextLink href="/unseal">{t("unseal")}</TextLink>}>
        {t("sealed_means")}
      </Callout>
    );
  if (to === "strangers")
    return (
      <Callout tone="danger" title={t("closed")}>
        {t("closed_stranger")}
      </Callout>
    );
  return (
    <Callout tone="danger" title={t(isOpen ? "closed_soon" : "closed")}>
      <p>{await refusalSentence(refusal)}</p>
      <p className="mt-1">{t(isOpen ? "closed_soon_means" : "closed_means")}</p>
    </Callout>
  );
}
