"use client";

import { ChevronRight } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { useT } from "#app/_ui/messages.client.tsx";

export type Crumb = { href: string; label: string };

export function Breadcrumbs({ crumbs }: { crumbs: Crumb[] }) {
  const t = useT("nav");
  return (
    <nav aria-label={t("breadcrumbs")} className="mb-1.5">
      <ol className="flex flex-wrap items-center gap-x-1 text-fg-muted text-sm">
        {crumbs.map(({ href, label }, at) => (
          <li key={href} className="flex min-w-0 items-center gap-1">
            {at > 0 && <ChevronRight aria-hidden className="size-3.5 text-fg-subtle" />}
            <Link href={href as Route} className="rounded-sm py-0.5 hover:text-fg hover:underline">
              {label}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}
