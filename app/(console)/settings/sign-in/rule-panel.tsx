import { getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { Checkbox } from "#app/_ui/choices.client.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { setSecondFactorRuleAction } from "#app/(console)/settings/sign-in/actions.ts";
import { YourProof } from "#app/(console)/your-proof.tsx";
import { ROLES, type Role } from "#lib/domain/role.ts";

/** Whose role has to have a second factor. */
export async function RulePanel({ requiredRoles }: { requiredRoles: readonly Role[] }) {
  const t = await getT("sign_in_settings");
  const role = await getT("shell.role");
  return (
    <Panel title={t("rule_title")} description={t("rule_lead")}>
      <ActionForm action={setSecondFactorRuleAction}>
        <fieldset className="grid gap-1.5">
          <legend className="sr-only">{t("rule_legend")}</legend>
          {ROLES.map((name) => (
            <Checkbox
              key={name}
              name="roles"
              value={name}
              label={role(name)}
              defaultChecked={requiredRoles.includes(name)}
            />
          ))}
        </fieldset>
        <YourProof />
        <div>
          <SubmitButton pendingLabel={t("saving")}>{t("rule_save")}</SubmitButton>
        </div>
      </ActionForm>
    </Panel>
  );
}
