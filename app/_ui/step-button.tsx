import { LinkButton } from "#app/_ui/button.tsx";
import { CodeBlock } from "#app/_ui/code-block.tsx";

/** A step that someone can take: a place in the console with its name, or the exact command. */
export type StepOffer = { href: string; label: string } | { command: string };

/** A next step that is offered: a button to its place, or the command to copy. */
export function StepButton({ offer }: { offer: StepOffer }) {
  if ("command" in offer) return <CodeBlock prompt code={offer.command} />;
  return (
    <LinkButton size="sm" href={offer.href} prefetch={false}>
      {offer.label}
    </LinkButton>
  );
}
