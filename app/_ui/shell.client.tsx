"use client";

import { ChevronsUpDown, CircleUserRound, LogOut, Menu } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { buttonLook } from "#app/_ui/button-look.ts";
import { Logo } from "#app/_ui/logo.tsx";
import { useT } from "#app/_ui/messages.client.tsx";
import { ClosePopoversOnNavigation, type NavItem, NavLink } from "#app/_ui/nav-link.client.tsx";
import { type PreferenceState, PreferenceSwitches } from "#app/_ui/preference-switches.client.tsx";

export type NavGroup = { key: string; label?: string; items: NavItem[] };

export type ShellUser = { name: string; email: string; role: string };

type Props = {
  nav: NavGroup[];
  user: ShellUser;
  preferences: PreferenceState;
  children: ReactNode;
};

const HOME = "/" as Route;
const NAVIGATION = "navigation";
const ACCOUNT = "account";

/**
 * The frame of every page behind sign-in: navigation at the side, or in a drawer on a phone, and the account menu.
 *
 * Drawer and menu are popovers of the platform: they open, close and take Escape without scripts.
 */
export function Shell({ nav, user, preferences, children }: Props) {
  return (
    <div className="min-h-dvh md:pl-(--sidebar) print:pl-0!">
      <TopBar />
      <Sidebar nav={nav} user={user} />
      <AccountMenu user={user} preferences={preferences} />
      <ClosePopoversOnNavigation />
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-6xl px-4 pt-5 pb-16 md:px-8 md:pt-7">
        {children}
      </main>
    </div>
  );
}

function TopBar() {
  const t = useT("nav");
  return (
    <header className="sticky top-0 z-20 flex h-(--topbar) print:hidden items-center gap-2 border-line border-b bg-canvas px-2 md:hidden">
      <button
        type="button"
        popoverTarget={NAVIGATION}
        aria-label={t("openMenu")}
        className={buttonLook({ variant: "ghost", iconOnly: true })}
      >
        <Menu aria-hidden />
      </button>
      <Link href={HOME} className="mr-auto rounded-md px-1 py-1.5">
        <Logo />
      </Link>
      <button
        type="button"
        popoverTarget={ACCOUNT}
        aria-label={t("account")}
        className={buttonLook({ variant: "ghost", iconOnly: true })}
      >
        <CircleUserRound aria-hidden />
      </button>
    </header>
  );
}

/** One element for both: on a wide screen it is always there, on a phone it is a popover. */
function Sidebar({ nav, user }: Pick<Props, "nav" | "user">) {
  const t = useT("nav");
  return (
    <div
      id={NAVIGATION}
      popover="auto"
      className="print:hidden! fixed inset-y-0 left-0 m-0 h-dvh max-h-none w-72 max-w-[85vw] flex-col border-line border-r bg-canvas text-fg open:flex motion-safe:transition-[translate] max-md:starting:open:-translate-x-full md:flex md:w-(--sidebar)"
    >
      <nav aria-label={t("main")} className="flex-1 overflow-y-auto p-3">
        <Link href={HOME} className="mb-3 block w-fit rounded-md px-2.5 py-1.5">
          <Logo />
        </Link>
        {nav.map(({ key, label, items }) => (
          <div key={key} className="mb-4">
            {label && <p className="px-2.5 pb-1 font-medium text-fg-subtle text-xs">{label}</p>}
            <ul className="grid gap-px">
              {items.map((item) => (
                <li key={item.href}>
                  <NavLink {...item} />
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <div className="border-line border-t p-2 max-md:hidden">
        <button
          type="button"
          popoverTarget={ACCOUNT}
          className="flex w-full items-center gap-2.5 rounded-md px-2.5 py-2 text-left hover:bg-hover"
        >
          <CircleUserRound aria-hidden className="size-5 text-fg-muted" />
          <span className="min-w-0 flex-1">
            <span className="sr-only">{t("account")}: </span>
            <span className="block truncate font-medium text-sm">{user.name}</span>
            <span className="block truncate text-fg-muted text-xs">{user.role}</span>
          </span>
          <ChevronsUpDown aria-hidden className="size-3.5 text-fg-muted" />
        </button>
      </div>
    </div>
  );
}

function AccountMenu({ user, preferences }: Pick<Props, "user" | "preferences">) {
  const t = useT("nav");
  const common = useT("common");
  return (
    <div
      id={ACCOUNT}
      popover="auto"
      role="dialog"
      aria-label={t("account")}
      className="fixed inset-auto m-0 w-72 rounded-lg bg-raised p-1.5 text-fg shadow-pop backdrop:bg-transparent max-md:top-[calc(var(--topbar)+0.375rem)] max-md:right-2 md:bottom-18 md:left-2"
    >
      <div className="px-2.5 pt-1.5 pb-2.5">
        <p className="truncate font-medium">{user.name}</p>
        <p className="truncate text-fg-muted text-sm">
          {user.email} · {user.role}
        </p>
      </div>
      <div className="border-line border-y px-2.5 py-3">
        <PreferenceSwitches preferences={preferences} />
      </div>
      <form action="/sign-out" method="post" className="pt-1.5">
        <button
          type="submit"
          className="flex w-full items-center gap-2 rounded-md px-2.5 py-1.5 text-left font-medium text-sm hover:bg-hover pointer-coarse:py-2.5"
        >
          <LogOut aria-hidden className="text-fg-muted" />
          {common("signOut")}
        </button>
      </form>
    </div>
  );
}
