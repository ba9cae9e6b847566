import { getT } from "#app/_server/i18n.ts";
import { Card } from "#app/_ui/panel.tsx";
import { Stepper } from "#app/_ui/stepper.client.tsx";
import type { FirstRunStep } from "#lib/views/first-run-view.ts";

const STEPS = ["account", "gateway", "credential", "publish", "status"] as const;

/** Where the first run stands. The account is there, because somebody is signed in. */
export async function FirstSteps({ current }: { current: FirstRunStep }) {
  const t = await getT("start.step");
  const at = STEPS.indexOf(current);
  return (
    <Card>
      <Stepper
        steps={STEPS.map((key, index) => ({
          key,
          label: t(key),
          state: index < at ? "done" : index === at ? "current" : "upcoming",
        }))}
      />
    </Card>
  );
}
