import type { ReactNode } from "react";
import { Breadcrumbs, type Crumb } from "#app/_ui/breadcrumbs.client.tsx";

type Props = {
  title: ReactNode;
  /** Beside the title: a status or a type. */
  badge?: ReactNode;
  description?: ReactNode;
  /** At most one of them primary. */
  actions?: ReactNode;
  /** The pages above this one, outermost first; not this one. */
  breadcrumbs?: Crumb[];
};

/** The top of every console page; holds its only h1. */
export function PageHeader({ title, badge, description, actions, breadcrumbs = [] }: Props) {
  return (
    <header className="mb-(--stack)">
      {breadcrumbs.length > 0 && <Breadcrumbs crumbs={breadcrumbs} />}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-72">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="min-w-0 font-semibold text-xl [overflow-wrap:anywhere]">{title}</h1>
            {badge}
          </div>
          {description && <p className="mt-1 max-w-prose text-fg-muted">{description}</p>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
    </header>
  );
}
