"use client";

import {
  Activity,
  ArrowUpDown,
  BellRing,
  CalendarClock,
  FileKey2,
  KeyRound,
  RadioTower,
  ScrollText,
  Server,
  Settings,
  Stethoscope,
  Users,
} from "lucide-react";
import type { ComponentProps } from "react";
import { useT } from "#app/_ui/messages.client.tsx";
import { Shell } from "#app/_ui/shell.client.tsx";
import { ToneShapes } from "#app/_ui/tone-icon.tsx";

/** The frame with the console's places in it. It knows them itself, so that no page has to carry their drawings. */
export function ConsoleShell({ children, ...props }: Omit<ComponentProps<typeof Shell>, "nav">) {
  const nav = useT("nav");
  return (
    <Shell
      {...props}
      nav={[
        {
          key: "status",
          items: [
            { href: "/", label: nav("status"), icon: <Activity aria-hidden /> },
            { href: "/timeline", label: nav("timeline"), icon: <CalendarClock aria-hidden /> },
            { href: "/alerts", label: nav("alerts"), icon: <BellRing aria-hidden /> },
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
            { href: "/team", label: nav("team"), icon: <Users aria-hidden /> },
            { href: "/settings", label: nav("settings"), icon: <Settings aria-hidden /> },
          ],
        },
      ]}
    >
      <ToneShapes />
      {children}
    </Shell>
  );
}
