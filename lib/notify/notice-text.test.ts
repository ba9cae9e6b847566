import { describe, expect, test } from "vitest";
import { ALERT_KINDS } from "#lib/domain/alert-condition.ts";
import type { NoticeEvent } from "#lib/domain/notice.ts";
import { LOCALES } from "#lib/messages.ts";
import { noticeText } from "#lib/notify/notice-text.ts";
import { paragraphs } from "#lib/notify/paragraphs.ts";
import { plainText } from "#lib/notify/shown-name.ts";
import { notice, noticeEvent } from "#lib/testing/notice.ts";

function said(event: Partial<NoticeEvent>, locale: "en" | "zh-CN" = "en"): string[] {
  const text = noticeText(notice({ events: [noticeEvent(event)] }), locale);
  return [plainText(text.title), ...(text.events[0]?.lines ?? []).map(plainText)];
}

test("an expiry says what, where, when, what comes next and what to do", () => {
  expect(said({ nextProfileId: "anthropic:backup" })).toEqual([
    "Warning: anthropic:work expires within 7 days",
    "Gateway prod, agent main, provider anthropic",
    "Expires 2026-11-29 00:00 UTC",
    "Next in line: anthropic:backup",
    "Store a new one before then, or correct the expiry.",
  ]);
});

test("the same in Chinese", () => {
  expect(said({ nextProfileId: "anthropic:backup" }, "zh-CN")).toEqual([
    "警告：anthropic:work 将在 7 天内过期",
    "网关 prod，智能体 main，提供商 anthropic",
    "过期时间：2026-11-29 00:00 UTC",
    "接下来使用：anthropic:backup",
    "请在此之前存入新的凭证，或更正过期时间。",
  ]);
});

test("a reminder and good news say that they are", () => {
  expect(said({ what: "reminder" })[0]).toBe("Reminder: anthropic:work expires within 7 days");
  expect(said({ what: "resolved", kind: "disabled" })).toEqual([
    "Resolved: anthropic:work is not disabled any more",
    "Gateway prod, agent main, provider anthropic",
  ]);
});

test("a failover names both profiles, or the one that is known", () => {
  const failover = { kind: "failover", profileId: "openai:spare", provider: "openai" } as const;
  expect(said({ ...failover, previousProfileId: "openai:work" })[0]).toBe(
    "Warning: main went from openai:work to openai:spare for openai",
  );
  expect(said(failover)[0]).toBe("Warning: main now uses openai:spare for openai");
});

test("an agent without any credential is told as such", () => {
  expect(said({ kind: "missing", profileId: null, severity: "critical", untilMs: null })[0]).toBe(
    "Critical: main has no credential for anthropic",
  );
});

describe.each(LOCALES)("in $name", ({ locale }) => {
  const all = ALERT_KINDS.flatMap((kind) =>
    (["opened", "worsened", "reminder", "resolved"] as const).map((what) => ({ kind, what })),
  );

  test.each(all)("$what $kind is a whole sentence, even of an event that knows little", (event) => {
    const bare = { agentId: null, provider: null, profileId: null, step: null, untilMs: null, sinceMs: null };
    for (const lines of [said(event, locale), said({ ...event, ...bare }, locale)]) {
      expect(lines.join("\n")).not.toMatch(/notice\.|undefined|null|NaN|[{}\ue000\ue001]/);
      expect(lines.length).toBeGreaterThan(1);
    }
  });
});

test("a time that no calendar has is left out", () => {
  expect(said({ untilMs: 1e300 }).join("\n")).not.toMatch(/Expires \d|Invalid/);
});

test("the worst trouble is first and good news last, and a digest counts them", () => {
  const events = [
    noticeEvent({ what: "resolved", severity: "critical", profileId: "a:good" }),
    noticeEvent({ severity: "info", kind: "cooldown", profileId: "a:cool" }),
    noticeEvent({ severity: "critical", kind: "expired", profileId: "a:over" }),
  ];
  const text = noticeText(notice({ events, isDigest: true }), "en");
  expect(text.tone).toBe("critical");
  expect(plainText(text.title)).toBe("3 alerts from Clawkeep");
  const titles = text.events.map((event) => plainText(event.title));
  expect(titles).toEqual([
    "Critical: a:over has expired",
    "Note: a:cool is in cooldown",
    "Resolved: a:good does not expire soon any more",
  ]);
});

test("a test is no alarm", () => {
  const text = noticeText(notice({ isTest: true, events: [] }), "en");
  expect(plainText(text.title)).toBe("Clawkeep: a test");
  expect(paragraphs(text, 0)).toEqual(["This message tries the channel. Nothing is wrong."]);
  expect(text.tone).toBe("info");
});

test.each([
  ["https://clawkeep.example.org/", "https://clawkeep.example.org/alerts"],
  ["https://example.org/keep(1)", "https://example.org/keep%281%29/alerts"],
  ["nowhere", null],
  [null, null],
])("of console %s the link is %s", (consoleUrl, url) => {
  expect(noticeText(notice({ consoleUrl }), "en").link?.url ?? null).toBe(url);
});

describe("a name from a gateway", () => {
  const nameOf = (profileId: string) => said({ profileId })[0];

  test.each([
    ["two\nlines", "two\ufffdlines"],
    ["carriage\r\nreturn", "carriage\ufffdreturn"],
    ["right\u202eto\u2066left\u2069", "right\ufffdto\ufffdleft\ufffd"],
    ["zero\u200bwidth\ufeff", "zero\ufffdwidth\ufffd"],
    ["null\u0000escape\u001b[31m", "null\ufffdescape\ufffd[31m"],
    ["half\ud800", "half\ufffd"],
    ["http://evil.example/login", "http[:]//evil.example/login"],
    ["\ue000forged\ue001", "\ufffdforged\ufffd"],
    ["{days}", "{days}"],
  ])("%j is shown as %j", (name, shown) => {
    expect(nameOf(name)).toBe(`Warning: ${shown} expires within 7 days`);
  });

  test("is cut when nobody would read it to the end", () => {
    expect(nameOf("😀".repeat(5000))).toBe(`Warning: ${"😀".repeat(119)}… expires within 7 days`);
  });
});
