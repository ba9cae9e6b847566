import { createTranslator, type NamespaceKeys, type NestedKeyOf } from "use-intl/core";
import en from "#messages/en.json" with { type: "json" };
import zhCN from "#messages/zh-CN.json" with { type: "json" };

declare module "use-intl/core" {
  interface AppConfig {
    Locale: Locale;
    Messages: Messages;
  }
}

/** Every namespace, with the shape of en.json. */
export type Messages = typeof en;

export type Locale = "en" | "zh-CN";

/** Every locale with its name in its own language, in the order a switch shows them. */
export const LOCALES: readonly { locale: Locale; name: string }[] = [
  { locale: "en", name: "English" },
  { locale: "zh-CN", name: "简体中文" },
];

const DEFAULT_LOCALE: Locale = "en";

/** A catalog that lacks a key of en.json does not compile. */
const catalogs: Record<Locale, Messages> = { en, "zh-CN": zhCN };

/** The text of one language, with all namespaces. Only the ones a page's client code needs go to the browser. */
export function messagesOf(locale: Locale): Messages {
  return catalogs[locale];
}

export type Namespace = NamespaceKeys<Messages, NestedKeyOf<Messages>>;

/**
 * Looks up sentences of one language: `translator("en", "nav")("status")`.
 *
 * Keys are checked against en.json. Values fill ICU placeholders; times inside messages are UTC.
 */
export function translator<const N extends Namespace = never>(locale: Locale, namespace?: N): Translator<N> {
  const key = `${locale} ${namespace ?? ""}`;
  const known = translators.get(key) ?? makeTranslator(locale, namespace);
  translators.set(key, known);
  return known as Translator<N>;
}

export type Translator<N extends Namespace = never> = ReturnType<typeof makeTranslator<N>>;

/** One for each language and namespace: it keeps the sentences it has parsed, and a list says the same ones often. */
const translators = new Map<string, unknown>();

function makeTranslator<const N extends Namespace = never>(locale: Locale, namespace?: N) {
  return createTranslator<Messages, N>({ locale, namespace, messages: catalogs[locale], timeZone: "UTC" });
}

export function isLocale(value: unknown): value is Locale {
  return LOCALES.some(({ locale }) => locale === value);
}

/**
 * The locale for a language tag (`zh-Hans-SG`, `en_US.UTF-8`), or null when there is none.
 *
 * Every Chinese gets Simplified: its readers follow it more easily than English.
 */
export function matchLocale(tag: string): Locale | null {
  const language = tag
    .trim()
    .toLowerCase()
    .split(/[-_.@]/)[0];
  if (language === "zh") return "zh-CN";
  return language === "en" ? "en" : null;
}

/** The best locale for an `Accept-Language` header; English when nothing fits. Reads at most 20 entries. */
export function negotiateLocale(acceptLanguage: string | null): Locale {
  const wishes = (acceptLanguage ?? "").split(",").slice(0, 20).map(parseWish);
  const ranked = wishes.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
  for (const { tag } of ranked) {
    const locale = matchLocale(tag);
    if (locale) return locale;
  }
  return DEFAULT_LOCALE;
}

function parseWish(entry: string): { tag: string; weight: number } {
  const [tag = "", ...parameters] = entry.split(";");
  const quality = parameters.map((text) => text.trim()).find((text) => text.startsWith("q="));
  const weight = quality === undefined ? 1 : Number(quality.slice(2));
  return { tag, weight: Number.isFinite(weight) ? weight : 0 };
}
