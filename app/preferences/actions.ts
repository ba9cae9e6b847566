"use server";

import type { Route } from "next";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { visitorContext } from "#app/_server/context.ts";
import { LOCALE_COOKIE } from "#app/_server/i18n.ts";
import { DENSITY_COOKIE, THEME_COOKIE } from "#app/_server/preferences.ts";
import { isDensity, isTheme } from "#app/_ui/preferences.ts";
import { isLocale } from "#lib/messages.ts";

const YEAR_S = 365 * 24 * 60 * 60;

/**
 * Keeps a reader's theme, density or language. Anyone may: the pages before sign-in have the switches too.
 *
 * A form posted without JavaScript is answered by a redirect to the page it was on, so that reloading
 * that page does not post again. With JavaScript the action's own answer already holds the new page.
 */
export async function savePreferencesAction(form: FormData): Promise<void> {
  await visitorContext();
  const jar = await cookies();
  const keep = (name: string, value: string) =>
    jar.set(name, value, { path: "/", maxAge: YEAR_S, sameSite: "lax", httpOnly: true });

  const [theme, density, locale] = [form.get("theme"), form.get("density"), form.get("locale")];
  if (isTheme(theme)) keep(THEME_COOKIE, theme);
  if (isDensity(density)) keep(DENSITY_COOKIE, density);
  if (isLocale(locale)) keep(LOCALE_COOKIE, locale);

  const requestHeaders = await headers();
  if (!requestHeaders.has("next-action")) redirect((pageOf(requestHeaders) ?? "/") as Route);
}

/** The path this form was on, or null when the browser does not say or it was another site. */
function pageOf(requestHeaders: Headers): string | null {
  const referer = requestHeaders.get("referer");
  if (!referer || !URL.canParse(referer)) return null;
  const { host, pathname, search } = new URL(referer);
  // A path of two slashes would lead to another host.
  return host === requestHeaders.get("host") && !pathname.startsWith("//") ? pathname + search : null;
}
