import { describe, expect, test } from "vitest";
import { LOCALES, type Locale, matchLocale, messagesOf, negotiateLocale, translator } from "#lib/messages.ts";
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

test("every thing that the audit log says several things of has a name of its own", () => {
  for (const { locale } of LOCALES) {
    const { audit, audit_events } = messagesOf(locale);
    const several = Object.entries(audit_events).filter(([, verbs]) => Object.keys(verbs).length > 1);
    expect(Object.keys(audit.things)).toEqual(expect.arrayContaining(several.map(([thing]) => thing)));
  }
});

test("a translator speaks within its namespace", () => {
  expect(translator("en", "nav")("status")).toBe("Status");
  expect(translator("zh-CN", "ui")("sortable.moveUp", { item: "ops" })).toBe("上移 ops");
});

describe("one word for one thing", () => {
  test.each(LOCALES)("in $name no sentence has a word that another stands for", ({ locale }) => {
    const found = [...sentences(messagesOf(locale))].flatMap(([key, text]) =>
      GLOSSARY[locale].filter(({ not }) => not.test(prose(text))).map(({ say }) => `${key}: ${say}: ${text}`),
    );
    expect(found).toEqual([]);
  });

  test.each([
    ["zh-CN", "此 agent 没有 auth profile。", 2],
    ["zh-CN", "网关的 agents.list 与 auth.profiles；clawkeep models auth list --agent A", 0],
    ["zh-CN", "请输入密钥,然后保存", 1],
    ["zh-CN", "在openclaw.json 中", 1],
    ["en", "The gateway's state dir", 2],
    ["en", "clawkeep gateway add --state-dir DIR --email E", 0],
  ] as const)("%s: “%s” breaks %d rules", (locale, text, count) => {
    expect(GLOSSARY[locale].filter(({ not }) => not.test(prose(text)))).toHaveLength(count);
  });
});

/** A rule broken by what matches `not`; `say` is what a writer should do instead. */
type Rule = { not: RegExp; say: string };

/** Words as the pages have them. OpenClaw's field names, file names and commands stay as they are. */
const GLOSSARY: Record<Locale, Rule[]> = {
  en: [
    { not: /\bstate dir\b(?!-)/i, say: "state directory" },
    { not: /(?<![-\w])email\b/i, say: "e-mail" },
    { not: /\binline secret/i, say: "secret in plain text" },
    { not: /\bauth[- ]?profile(?!s?\b)|\bauthentication profile|\bcredential profile/i, say: "auth profile" },
    { not: /\blog ?(?:in|on) to\b|\blog out\b/i, say: "sign in, sign out" },
    { not: /\bdashboard\b/i, say: "console" },
    { not: /\w'+\w/, say: "the apostrophe ’" },
  ],
  "zh-CN": [
    { not: /auth profile|(?<![-.\w])profile(?![-.\w])/i, say: "凭证配置文件，后文可作“配置文件”" },
    { not: /(?<![-.\w])agents?(?![-.\w])|(?<!反向)代理(?!服务器)/i, say: "智能体" },
    { not: /凭据/, say: "凭证" },
    { not: /服务商|供应商/, say: "提供商" },
    { not: /API 密钥|(?<!API )(?<![-.\w])key(?![-.\w])/i, say: "API key，其他为“密钥”" },
    { not: /机密|秘密|秘钥|内联密钥/, say: "密钥，未密封的为“明文密钥”" },
    { not: /resolver token/i, say: "解析器令牌" },
    { not: /order override/i, say: "顺序覆盖" },
    { not: /撤销发布|撤回发布/, say: "取消发布" },
    { not: /账号|帐/, say: "账户" },
    { not: /登陆/, say: "登录" },
    { not: /您/, say: "你" },
    { not: /[\u4e00-\u9fff][,;:!?()]|[,;:!?()][\u4e00-\u9fff]/, say: "全角标点" },
    { not: /[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]/, say: "中文与拉丁字母、数字之间空一格" },
    { not: /[，。：；、！？（）“”] | [，。：；、！？（）”]/, say: "全角标点旁不空格" },
  ],
};

/** A sentence without what ICU needs, and with its choices one after the other. */
function prose(text: string): string {
  return text
    .replace(/\{\w+(?:, (?:number|date|time)(?:, [^{}]*)?)?\}/g, "…")
    .replace(/\{\w+, (?:plural|select),/g, "|")
    .replace(/(?:=\d+|\b\w+) \{/g, "|")
    .replaceAll("}", "|");
}

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
