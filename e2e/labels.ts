import { test } from "@playwright/test";
import { LOCALES, type Locale, translator } from "#lib/messages.ts";

/** Each language a page can be in. */
export const EVERY_LOCALE: readonly Locale[] = LOCALES.map(({ locale }) => locale);

/** What the pages say in one language, so that a walk finds things by what a person reads there. */
export const labelsOf = (locale: Locale) => translator(locale);
export type Labels = ReturnType<typeof labelsOf>;

/** The same in the language that the running test's project reads in, for walks that are tagged `@languages`. */
export const labelsOfProject: Labels = new Proxy(labelsOf("en"), {
  apply: (_english, _self, words) =>
    Reflect.apply(labelsOf(test.info().project.use.locale === "zh-CN" ? "zh-CN" : "en"), undefined, words),
});
