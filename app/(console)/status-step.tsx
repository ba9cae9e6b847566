import { getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { CodeBlock } from "#app/_ui/code-block.tsx";
import { stepAddress } from "#app/(console)/status-address.ts";
import { type Role, roleAllows } from "#lib/domain/role.ts";
import type { StatusStep } from "#lib/domain/status-step.ts";

type Props = {
  step: StatusStep;
  place: { gatewayId: string; agentId: string; provider: string };
  role: Role;
};

const CHANGES: readonly StatusStep["kind"][] = ["import", "add", "replace"];

/** The one next step: a link where the console can do it and this person may, else the command for it. */
export async function StepAction({ step, place, role }: Props) {
  const t = await getT("status.step");
  if (step.kind === "command") return <CodeBlock prompt code={step.command} />;
  const href = stepAddress(step, place);
  const isAllowed = !CHANGES.includes(step.kind) || roleAllows(role, "credential:manage");
  if (href === null || step.kind === "none" || !isAllowed) return null;
  return (
    <LinkButton size="sm" href={href} prefetch={false}>
      {t(step.kind)}
    </LinkButton>
  );
}
