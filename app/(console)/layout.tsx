import {
  Activity,
  ArrowUpDown,
  CalendarClock,
  FileKey2,
  KeyRound,
  RadioTower,
  ScrollText,
  Server,
  Settings,
  Stethoscope,
} from "lucide-react";
import type { ReactNode } from "react";
import { operatorContext } from "#app/_server/context.ts";
import { refusalOfRequest } from "#app/_server/form-state.ts";
import { getT } from "#app/_server/i18n.ts";
import { ConsoleProviders } from "#app/_ui/console-providers.client.tsx";
import { LostRefusal } from "#app/_ui/lost-refusal.client.tsx";
import { Shell } from "#app/_ui/shell.client.tsx";
import { ToneShapes } from "#app/_ui/tone-icon.tsx";
import { signOutAction } from "#app/(console)/actions.ts";
import { preferenceState } from "#app/preferences/preference-state.ts";
import { accountView } from "#lib/views/account-view.ts";

/** The frame of every page behind sign-in. It asks who is there, and so does every page and action in it again. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const ctx = await operatorContext();
  const nav = await getT("nav");
  const role = await getT("shell.role");
  const account = accountView(ctx);
  const { email } = ctx.actor;
  const refusal = await refusalOfRequest();

  return (
    <ConsoleProviders>
      <Shell
        preferences={await preferenceState()}
        signOut={signOutAction}
        user={{ name: account?.name ?? email, email, role: role(ctx.actor.role) }}
        nav={[
          {
            key: "status",
            items: [
              { href: "/", label: nav("status"), icon: <Activity aria-hidden /> },
              { href: "/timeline", label: nav("timeline"), icon: <CalendarClock aria-hidden /> },
            ],
          },
          {
            key: "credentials",
            label: nav("groupCredentials"),
            items: [
              { href: "/profiles", label: nav("profiles"), icon: <KeyRound aria-hidden /> },
              { href: "/order", label: nav("order"), icon: <ArrowUpDown aria-hidden /> },
              { href: "/keys", label: nav("keySources"), icon: <FileKey2 aria-hidden /> },
            ],
          },
          {
            key: "gateways",
            label: nav("groupGateways"),
            items: [
              { href: "/gateways", label: nav("gateways"), icon: <Server aria-hidden /> },
              { href: "/doctor", label: nav("doctor"), icon: <Stethoscope aria-hidden /> },
              { href: "/probes", label: nav("probes"), icon: <RadioTower aria-hidden /> },
            ],
          },
          {
            key: "administration",
            label: nav("groupAdministration"),
            items: [
              { href: "/audit", label: nav("audit"), icon: <ScrollText aria-hidden /> },
              { href: "/settings", label: nav("settings"), icon: <Settings aria-hidden /> },
            ],
          },
        ]}
      >
        <ToneShapes />
        {refusal && <LostRefusal>{refusal}</LostRefusal>}
        {children}
      </Shell>
    </ConsoleProviders>
  );
}
