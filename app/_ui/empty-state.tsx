import type { ReactNode } from "react";
import { CodeBlock } from "#app/_ui/code-block.tsx";

type Props = {
  icon?: ReactNode;
  title: string;
  /** What will be here, and what it is good for. */
  children: ReactNode;
  action?: ReactNode;
  /** The same from the terminal. */
  command?: string;
  commandLabel?: string;
  /** `h3` inside a titled panel. */
  heading?: "h2" | "h3";
};

/** In place of a list with nothing in it: teaches what belongs there and how it gets there. */
export function EmptyState({ icon, title, children, action, command, commandLabel, heading = "h2" }: Props) {
  const Heading = heading;
  return (
    <div className="mx-auto flex max-w-lg flex-col items-center px-(--panel-x) py-10 text-center">
      {icon && (
        <div
          aria-hidden
          className="mb-4 flex size-10 items-center justify-center rounded-lg border border-line bg-sunken text-fg-muted [&_.lucide]:size-5"
        >
          {icon}
        </div>
      )}
      <Heading className="font-semibold text-lg">{title}</Heading>
      <div className="mt-1.5 text-pretty text-fg-muted">{children}</div>
      {action && <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div>}
      {command && (
        <div className="mt-5 w-full text-left">
          {commandLabel && <p className="mb-1.5 text-center text-fg-subtle text-sm">{commandLabel}</p>}
          <CodeBlock code={command} prompt />
        </div>
      )}
    </div>
  );
}
