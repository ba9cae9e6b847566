import { getT } from "#app/_server/i18n.ts";
import { Card } from "#app/_ui/panel.tsx";
import { Stepper } from "#app/_ui/stepper.client.tsx";

const WALK = ["add", "import", "publish", "test"] as const;

/** Where one is between a new gateway and its first published credential. */
export async function WalkSteps({ current }: { current: (typeof WALK)[number] }) {
  const t = await getT("gateways.walk");
  const at = WALK.indexOf(current);
  return (
    <Card>
      <Stepper
        steps={WALK.map((key, index) => ({
          key,
          label: t(key),
          state: index < at ? "done" : index === at ? "current" : "upcoming",
        }))}
      />
    </Card>
  );
}
