import "#app/fonts.css";
import "#app/globals.css";
import type { Metadata, Viewport } from "next";
import localFont from "next/font/local";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { clientMessages, faultMessages, getT } from "#app/_server/i18n.ts";
import { getPreferences } from "#app/_server/preferences.ts";
import { Providers } from "#app/_ui/providers.client.tsx";
import { SkipLink } from "#app/_ui/skip-link.tsx";

/**
 * Named before anything else of a page, so that they are there for its first line. One that is not is left to the next
 * page (`optional`): exchanging it would move what someone reads.
 */
const sans = localFont({
  src: "../node_modules/@fontsource-variable/geist/files/geist-latin-wght-normal.woff2",
  weight: "100 900",
  display: "optional",
  variable: "--font-geist",
  adjustFontFallback: false,
});
const mono = localFont({
  src: "../node_modules/@fontsource-variable/geist-mono/files/geist-mono-latin-wght-normal.woff2",
  weight: "100 900",
  display: "optional",
  variable: "--font-geist-mono",
  adjustFontFallback: false,
});

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
    <html
      lang={locale}
      data-theme={theme}
      data-density={density}
      className={`${sans.variable} ${mono.variable}`}
    >
      <body>
        <SkipLink>{t("skipToContent")}</SkipLink>
        <Providers
          locale={locale}
          messages={{ ...(await clientMessages("ui", "nav", "theme", "common")), ...(await faultMessages()) }}
        >
          {children}
        </Providers>
      </body>
    </html>
  );
}
