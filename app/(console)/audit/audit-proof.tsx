import { Download, ShieldCheck } from "lucide-react";
import { getLocale, getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { DescriptionList } from "#app/_ui/description-list.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { verifyAuditAction } from "#app/(console)/audit/actions.ts";
import { type Role, roleAllows } from "#lib/domain/role.ts";
import type { AuditProof as Proof } from "#lib/views/audit-view.ts";

/** Whether the log is as it was written, as far as the console knows, and the two ways to know more. */
export async function AuditProof({ proof, role }: { proof: Proof; role: Role }) {
  const t = await getT("audit.proof");
  const locale = await getLocale();
  const { asOfMs, verification, checkpoint } = proof;
  const when = (atMs: number) => <RelativeTime atMs={atMs} nowMs={asOfMs} locale={locale} look="relative" />;
  return (
    <Panel
      title={t("title")}
      description={t("checkpoint_why")}
      actions={
        <>
          <ActionForm action={verifyAuditAction} done="toast">
            <SubmitButton variant="secondary" icon={<ShieldCheck aria-hidden />}>
              {t("verify")}
            </SubmitButton>
          </ActionForm>
          {roleAllows(role, "audit:export") && (
            <form action="/audit/checkpoint" method="post">
              <Button type="submit" icon={<Download aria-hidden />}>
                {t("download")}
              </Button>
            </form>
          )}
        </>
      }
    >
      <Verdict proof={proof} />
      <DescriptionList
        items={[
          ...(verification ? [{ term: t("verified"), detail: when(verification.atMs) }] : []),
          {
            term: t("checkpoint"),
            detail: checkpoint ? (
              <>
                {when(checkpoint.atMs)} · {t("checkpoint_rows", { rows: checkpoint.rows })}
              </>
            ) : (
              t("no_checkpoint")
            ),
          },
        ]}
      />
    </Panel>
  );
}

async function Verdict({ proof: { verification } }: { proof: Proof }) {
  const t = await getT("audit.proof");
  const faults = await getT("audit.faults");
  if (verification === null) return <p className="text-fg-muted text-sm">{t("never")}</p>;
  const { bad, rows } = verification;
  if (bad === null) return <p className="text-sm">{t("whole", { rows })}</p>;
  return (
    <Callout tone="danger" title={t("broken")}>
      {faults(bad.fault, { id: bad.id })} {t("next")}
    </Callout>
  );
}
