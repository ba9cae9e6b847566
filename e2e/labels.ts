import { LOCALES, type Locale, translator } from "#lib/messages.ts";

/** Each language a page can be in. */
export const EVERY_LOCALE: readonly Locale[] = LOCALES.map(({ locale }) => locale);

/** What the pages say in one language, so that a walk finds things by what a person reads there. */
export const labelsOf = (locale: Locale) => translator(locale);
export type Labels = ReturnType<typeof labelsOf>;
