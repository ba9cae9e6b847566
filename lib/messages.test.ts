import { describe, expect, test } from "vitest";
import { LOCALES, matchLocale, messagesOf, negotiateLocale, translator } from "#lib/messages.ts";
import { type Catalog, placeholders } from "#lib/testing/catalogs.ts";

test("no sentence is blank", () => {
  for (const { locale } of LOCALES) {
    const blank = [...sentences(messagesOf(locale))].filter(([, text]) => text.trim() === "");
    expect(blank).toEqual([]);
  }
});

test("every sentence of every locale can be formatted", () => {
  for (const { locale } of LOCALES) {
    const t = translator(locale) as unknown as {
      markup: (key: string, values: Record<string, unknown>) => string;
    };
    for (const [key, text] of sentences(messagesOf(locale))) {
      // A broken message falls back to its own key.
      expect(t.markup(key, sampleValues(text))).not.toBe(key);
    }
  }
});

describe("the locale of a reader", () => {
  test.each([
    { header: null, locale: "en" },
    { header: "", locale: "en" },
    { header: "zh-CN,zh;q=0.9,en;q=0.8", locale: "zh-CN" },
    { header: "zh-Hant-TW", locale: "zh-CN" },
    { header: "de-DE,de;q=0.9", locale: "en" },
    { header: "de, zh;q=0.5, en;q=0.4", locale: "zh-CN" },
    { header: "en;q=0.1, zh;q=0.9", locale: "zh-CN" },
    { header: "zh;q=0, en", locale: "en" },
    { header: "zh;q=banana, en;q=0.1", locale: "en" },
    { header: "*", locale: "en" },
  ])("who accepts $header is $locale", ({ header, locale }) => {
    expect(negotiateLocale(header)).toBe(locale);
  });

  test("is found from the LANG of a terminal too", () => {
    expect(matchLocale("zh_CN.UTF-8")).toBe("zh-CN");
    expect(matchLocale("en_US.UTF-8")).toBe("en");
    expect(matchLocale("C.UTF-8")).toBeNull();
  });
});

test("a translator speaks within its namespace", () => {
  expect(translator("en", "nav")("status")).toBe("Status");
  expect(translator("zh-CN", "ui")("sortable.moveUp", { item: "ops" })).toBe("上移 ops");
});

function sentences(catalog: Catalog, prefix = ""): Map<string, string> {
  const entries = Object.entries(catalog).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[prefix + key, value]] : [...sentences(value, `${prefix}${key}.`)],
  );
  return new Map(entries);
}

/** Something of the right kind for every argument and tag of a message. */
function sampleValues(message: string): Record<string, unknown> {
  const found = [...placeholders(message).matchAll(/\{(\w+)(?:, (\w+))?\}|<(\w+)>/g)];
  const values = found.map(([, name, kind, tag]) => {
    if (tag) return [tag, (chunks: string) => chunks];
    return [name, kind === undefined || kind === "select" ? "x" : 1];
  });
  return Object.fromEntries(values);
}
