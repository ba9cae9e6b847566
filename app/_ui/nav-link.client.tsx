"use client";

import { clsx } from "clsx";
import type { Route } from "next";
import Link, { useLinkStatus } from "next/link";
import { usePathname } from "next/navigation";
import { type ReactNode, useEffect } from "react";
import { Spinner } from "#app/_ui/spinner.tsx";

export type NavItem = {
  href: string;
  label: string;
  icon: ReactNode;
  /** A count or a mark at the right. */
  badge?: ReactNode;
};

export function NavLink({ href, label, icon, badge }: NavItem) {
  const pathname = usePathname();
  const here = pathname === href;
  const within = here || (href !== "/" && pathname.startsWith(`${href}/`));
  return (
    <Link
      href={href as Route}
      aria-current={here ? "page" : within ? "true" : undefined}
      className={clsx(
        "focus-inside flex items-center gap-2.5 rounded-md px-2.5 py-1.5 font-medium text-base pointer-coarse:py-2.5",
        within ? "bg-hover text-fg" : "text-fg-muted hover:bg-hover hover:text-fg",
      )}
    >
      <NavIcon icon={icon} />
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {badge}
    </Link>
  );
}

/** A page that is slow to come shows that it is on its way. */
function NavIcon({ icon }: { icon: ReactNode }) {
  const { pending } = useLinkStatus();
  return pending ? <Spinner /> : icon;
}

/** Closes the drawer and the account menu when another page was reached from them. */
export function ClosePopoversOnNavigation() {
  const pathname = usePathname();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the path is what it waits for.
  useEffect(() => {
    for (const open of document.querySelectorAll<HTMLElement>("[popover]:popover-open")) open.hidePopover();
  }, [pathname]);
  return null;
}
