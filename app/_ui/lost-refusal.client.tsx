"use client";

import { usePathname } from "next/navigation";
import { type ReactNode, useState } from "react";
import { Callout } from "#app/_ui/callout.tsx";

/**
 * What was refused, at the top of the page that comes back without scripts. It shows only while no form on that page
 * says it itself, as when someone else has just done what was asked; and not on the next page.
 */
export function LostRefusal({ children }: { children: ReactNode }) {
  const pathname = usePathname();
  const [answered] = useState(pathname);
  if (pathname !== answered) return null;
  return (
    <div className="mb-5 in-[main:has(form[data-answered])]:hidden">
      <Callout tone="danger" live="alert">
        {children}
      </Callout>
    </div>
  );
}
