import "@fontsource-variable/geist/wght.css";
import "@fontsource-variable/geist-mono/wght.css";
import "#app/globals.css";
import type { Metadata, Viewport } from "next";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { clientMessages, getT } from "#app/_server/i18n.ts";
import { getPreferences } from "#app/_server/preferences.ts";
import { Providers } from "#app/_ui/providers.client.tsx";
import { SkipLink } from "#app/_ui/skip-link.tsx";

export const metadata: Metadata = {
  title: { default: "Clawkeep", template: "%s · Clawkeep" },
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  colorScheme: "light dark",
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  // A page made at build time has no nonce, and the policy would refuse its scripts.
  await connection();
  const { theme, density, locale } = await getPreferences();
  const t = await getT("nav");
  return (
    <html lang={locale} data-theme={theme} data-density={density}>
      <body>
        <SkipLink>{t("skipToContent")}</SkipLink>
        <Providers locale={locale} messages={await clientMessages("ui", "nav", "theme", "common")}>
          {children}
        </Providers>
      </body>
    </html>
  );
}
