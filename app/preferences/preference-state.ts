import { getPreferences } from "#app/_server/preferences.ts";
import type { PreferenceState } from "#app/_ui/preference-switches.client.tsx";
import { savePreferencesAction } from "#app/preferences/actions.ts";
import { LOCALES } from "#lib/messages.ts";

/** What the theme, density and language switches show, and the action behind them. */
export async function preferenceState(): Promise<PreferenceState> {
  return { ...(await getPreferences()), locales: LOCALES, action: savePreferencesAction };
}
