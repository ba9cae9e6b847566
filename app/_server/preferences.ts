import "server-only";
import { cookies } from "next/headers";
import { cache } from "react";
import { getLocale } from "#app/_server/i18n.ts";
import { type Density, isDensity, isTheme, type Theme } from "#app/_ui/preferences.ts";
import type { Locale } from "#lib/messages.ts";

export const THEME_COOKIE = "clawkeep_theme";
export const DENSITY_COOKIE = "clawkeep_density";
export const FIRST_RUN_COOKIE = "clawkeep_first_run";

export type Preferences = { theme: Theme; density: Density; locale: Locale };

/** How this reader wants the console to look. They are tastes, so plain cookies hold them and forged ones harm nobody. */
export const getPreferences = cache(async (): Promise<Preferences> => {
  const jar = await cookies();
  const theme = jar.get(THEME_COOKIE)?.value;
  const density = jar.get(DENSITY_COOKIE)?.value;
  return {
    theme: isTheme(theme) ? theme : "system",
    density: isDensity(density) ? density : "comfortable",
    locale: await getLocale(),
  };
});

/** Whether this reader does not want to be led through the first run. */
export async function isFirstRunSkipped(): Promise<boolean> {
  return (await cookies()).get(FIRST_RUN_COOKIE)?.value === "skipped";
}
