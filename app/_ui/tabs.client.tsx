"use client";

import { Tabs as Base } from "@base-ui/react/tabs";
import { clsx } from "clsx";
import type { Route } from "next";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { useHydrated } from "#app/_ui/use-hydrated.client.tsx";

const LIST = "-mb-px flex gap-5 overflow-x-auto";
/** On a phone all views stand there, in rows: one that is scrolled out of sight is not found. */
const LINKS = "-mb-px flex flex-wrap gap-x-5 sm:flex-nowrap sm:overflow-x-auto";
const TAB =
  "focus-inside flex items-center gap-1.5 whitespace-nowrap rounded-sm border-b-2 border-transparent px-0.5 py-2 font-medium text-fg-muted text-base hover:text-fg";
const CURRENT = "border-fg! text-fg!";

export type TabLink = {
  href: string;
  label: ReactNode;
  badge?: ReactNode;
  /** For views chosen by a query; a view with a path of its own is recognised. */
  current?: boolean;
};

/** The views of one thing, each with an address of its own; stands right under the `PageHeader`. Prefer it to `Tabs`. */
export function TabLinks({ label, tabs }: { label: string; tabs: TabLink[] }) {
  const pathname = usePathname();
  return (
    <nav aria-label={label} className="mb-(--stack) border-line border-b">
      <ul className={LINKS}>
        {tabs.map((tab) => {
          const current = tab.current ?? tab.href === pathname;
          return (
            <li key={tab.href}>
              <Link
                href={tab.href as Route}
                aria-current={current ? "page" : undefined}
                className={clsx(TAB, current && CURRENT)}
              >
                {tab.label}
                {tab.badge}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

export type Tab = { value: string; label: ReactNode; content: ReactNode };

/** Variants of one small thing in one place. Without scripts they stand under one another, each with its name. */
export function Tabs({ label, tabs }: { label: string; tabs: Tab[] }) {
  const hydrated = useHydrated();
  const first = tabs[0]?.value;
  if (!hydrated) return <Unfolded tabs={tabs} />;
  return (
    <Base.Root defaultValue={first}>
      <div className="mb-3 border-line border-b">
        <Base.List aria-label={label} activateOnFocus className={LIST}>
          {tabs.map((tab) => (
            <Base.Tab
              key={tab.value}
              value={tab.value}
              className={(state) => clsx(TAB, state.active && CURRENT)}
            >
              {tab.label}
            </Base.Tab>
          ))}
        </Base.List>
      </div>
      {tabs.map((tab) => (
        <Base.Panel key={tab.value} value={tab.value} className="rounded-sm">
          {tab.content}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}

/** Until the scripts come it looks like the tabs with the first one chosen; where none come, all show. */
function Unfolded({ tabs }: { tabs: Tab[] }) {
  return (
    <div>
      <div aria-hidden className="noscript:hidden mb-3 border-line border-b">
        <div className={LIST}>
          {tabs.map((tab, at) => (
            <span key={tab.value} className={clsx(TAB, at === 0 && CURRENT)}>
              {tab.label}
            </span>
          ))}
        </div>
      </div>
      {tabs.map((tab, at) => (
        <section key={tab.value} className={clsx(at > 0 && "hidden noscript:block")}>
          <p className="hidden noscript:block py-2 font-medium">{tab.label}</p>
          {tab.content}
        </section>
      ))}
    </div>
  );
}
