import { clsx } from "clsx";
import { type ReactNode, useId } from "react";

type PanelProps = {
  title?: ReactNode;
  description?: ReactNode;
  /** Buttons at the right of the title. */
  actions?: ReactNode;
  footer?: ReactNode;
  /** No padding: for a table or a list whose rows reach the edges. */
  flush?: boolean;
  tone?: "default" | "danger";
  children: ReactNode;
};

/** A titled box. Its title is an h2 that names the section. */
export function Panel({
  title,
  description,
  actions,
  footer,
  flush = false,
  tone = "default",
  children,
}: PanelProps) {
  const titleId = useId();
  return (
    <section
      aria-labelledby={title ? titleId : undefined}
      className={clsx(
        "min-w-0 overflow-clip rounded-lg border bg-surface",
        tone === "danger" ? "border-danger-line" : "border-line",
      )}
    >
      {(title || actions) && (
        <header
          className={clsx(
            "flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-(--panel-x) pt-(--panel-y)",
            flush && "border-line border-b pb-3",
          )}
        >
          <div className="min-w-0 flex-1 basis-60">
            {title && (
              <h2 id={titleId} className="font-semibold text-md">
                {title}
              </h2>
            )}
            {description && <p className="mt-0.5 max-w-prose text-fg-muted text-sm">{description}</p>}
          </div>
          {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </header>
      )}
      <div className={flush ? undefined : "px-(--panel-x) py-(--panel-y)"}>{children}</div>
      {footer && (
        <footer className="flex flex-wrap items-center gap-2 border-line border-t bg-sunken px-(--panel-x) py-3 text-fg-muted text-sm">
          {footer}
        </footer>
      )}
    </section>
  );
}

type CardProps = { children: ReactNode; className?: string };

/** A box without a title. `className` is for its place in the page. */
export function Card({ children, className }: CardProps) {
  return (
    <div
      className={clsx(
        "min-w-0 rounded-lg border border-line bg-surface px-(--panel-x) py-(--panel-y)",
        className,
      )}
    >
      {children}
    </div>
  );
}

type StackProps = { children: ReactNode; gap?: "md" | "sm" };

/** Things under one another, with the distance the density asks for. */
export function Stack({ children, gap = "md" }: StackProps) {
  return (
    <div className={clsx("grid min-w-0 grid-cols-1 content-start", gap === "md" ? "gap-(--stack)" : "gap-3")}>
      {children}
    </div>
  );
}
