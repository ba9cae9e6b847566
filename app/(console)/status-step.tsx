import { getLocale } from "#app/_server/i18n.ts";
import { StepButton, type StepOffer } from "#app/_ui/step-button.tsx";
import { stepAddress } from "#app/(console)/status-address.ts";
import { type Role, roleAllows } from "#lib/domain/role.ts";
import type { StatusStep } from "#lib/domain/status-step.ts";
import { type Locale, translator } from "#lib/messages.ts";

type Props = {
  step: StatusStep;
  place: { gatewayId: string; agentId: string; provider: string };
  role: Role;
};

const CHANGES: readonly StatusStep["kind"][] = ["import", "add", "replace"];

/** The one next step: a link where the console can do it and this person may, else the command for it; else null. */
export function stepOffer(locale: Locale, { step, place, role }: Props): StepOffer | null {
  if (step.kind === "command") return { command: step.command };
  const href = stepAddress(step, place);
  const isAllowed = !CHANGES.includes(step.kind) || roleAllows(role, "credential:manage");
  if (href === null || step.kind === "none" || !isAllowed) return null;
  return { href, label: translator(locale, "status.step")(step.kind) };
}

export async function StepAction(props: Props) {
  const offer = stepOffer(await getLocale(), props);
  return offer && <StepButton offer={offer} />;
}
