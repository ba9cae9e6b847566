import { type Locale, matchLocale, type Translator, translator } from "#lib/messages.ts";

/** The words of the terminal's language: `CLAWKEEP_LANG`, else what POSIX says of messages. */
export function commandTranslator(env: Readonly<Record<string, string | undefined>>): Translator {
  const tag = env.CLAWKEEP_LANG || env.LC_ALL || env.LC_MESSAGES || env.LANG || "en";
  const locale: Locale = matchLocale(tag) ?? "en";
  return translator(locale);
}
