import net from "node:net";
import { inspect } from "node:util";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { ChannelSettings } from "#lib/domain/channel.ts";
import { checkMailServer } from "#lib/domain/mail-server-rule.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { type SendOptions, sendNotice } from "#lib/notify/send-notice.ts";
import { type ServerCertificate, testAuthority } from "#lib/testing/certificates.ts";
import { CANARY } from "#lib/testing/channels.ts";
import { type MailServer, startMailServer } from "#lib/testing/mail-server.ts";
import { notice, noticeEvent } from "#lib/testing/notice.ts";
import { NOW_MS } from "#lib/testing/now.ts";

let caPem: string;
let certificate: ServerCertificate;
let stranger: ServerCertificate;
beforeAll(() => {
  const authority = testAuthority();
  caPem = authority.caPem;
  certificate = authority.issue("DNS:mail.test");
  stranger = testAuthority().issue("DNS:mail.test");
});

let server: MailServer | null = null;
afterEach(async () => {
  vi.unstubAllEnvs();
  await server?.stop();
  server = null;
});

type EmailSettings = Extract<ChannelSettings, { kind: "email" }>;

const PASSWORD = `${CANARY} password`;

async function start(behaviour: Parameters<typeof startMailServer>[0] = {}): Promise<MailServer> {
  server = await startMailServer({ ...certificate, ...behaviour });
  return server;
}

async function send(
  { port, allowance }: Pick<MailServer, "port" | "allowance">,
  changed: Partial<EmailSettings> = {},
  options: Partial<SendOptions> = {},
  told = notice(),
) {
  const settings: EmailSettings = {
    ...{ kind: "email", host: "mail.test", port, security: "starttls", username: null },
    ...{ from: "clawkeep@example.org", to: ["ada@example.org", "grace@example.org"] },
    ...changed,
  };
  const password = settings.username === null ? null : new SecretText(PASSWORD);
  const channel = { settings, secrets: { kind: "email", password }, locale: "en" } as const;
  const result = await sendNotice(channel, told, {
    ...{ allowances: [allowance], caPem, proxy: null, nowMs: NOW_MS, deadlineMs: 8000 },
    resolve: async () => ["127.0.0.1"],
    ...options,
  });
  expect(`${JSON.stringify(result)} ${inspect(result, { depth: null })}`).not.toContain(CANARY);
  return result;
}

describe("a mail arrives", () => {
  test.each([
    ["starttls", false],
    ["tls", true],
  ] as const)("over %s, after signing in", async (security, secure) => {
    const mail = await start({ secure, login: { user: "alerts", password: PASSWORD } });
    expect(await send(mail, { security, username: "alerts" })).toEqual({ outcome: "delivered" });
    expect(mail.logins).toEqual([{ user: "alerts", password: PASSWORD, isSecure: true }]);
    expect(mail.mails).toMatchObject([
      { from: "clawkeep@example.org", to: ["ada@example.org", "grace@example.org"], isSecure: true },
    ]);
    expect(mail.mails[0]?.raw).not.toContain(CANARY);
  });

  test("with subject, text, HTML that loads nothing, and an id that is the same at every try", async () => {
    const mail = await start();
    await send(mail);
    await send(mail);
    await send(mail, {}, {}, notice({ key: "n-0002" }));
    const [first = "", second = "", third = ""] = mail.mails.map(({ raw }) => raw);
    expect(first).toContain("Subject: Warning: anthropic:work expires within 7 days");
    expect(first).toContain("From: Clawkeep <clawkeep@example.org>");
    expect(first).toContain("Auto-Submitted: auto-generated");
    expect(first).toMatch(/Content-Type: text\/plain[\s\S]*Content-Type: text\/html/);
    expect(first).not.toMatch(/<img|src=|<link|url\(/);
    const id = (raw: string) => /^Message-ID: (<[0-9a-f]{40}@example\.org>)\r$/m.exec(raw)?.[1];
    expect(id(first)).toBeDefined();
    expect(id(second)).toBe(id(first));
    expect(id(third)).not.toBe(id(first));
  });

  test("and no name in it becomes a header", async () => {
    const mail = await start();
    const profileId = "x\r\nBcc: spy@evil.example\r\n\r\nbody";
    await send(mail, {}, {}, notice({ events: [noticeEvent({ profileId })] }));
    const [head = ""] = (mail.mails[0]?.raw ?? "").split("\r\n\r\n");
    expect(head).not.toMatch(/^bcc:/im);
    expect(mail.mails[0]?.to).toEqual(["ada@example.org", "grace@example.org"]);
  });

  test("unencrypted only where the operator chose it, at a server that an admin opened", async () => {
    const mail = await start();
    expect(await send(mail, { security: "none" })).toEqual({ outcome: "delivered" });
    expect(mail.mails[0]?.isSecure).toBe(false);
    expect(await send(mail, { security: "none" }, { allowances: [] })).toMatchObject({
      reason: "address_refused",
    });
    expect(mail.connections()).toBe(1);
  });
});

describe("nothing is said before the connection is encrypted", () => {
  test("to a server without STARTTLS", async () => {
    const mail = await start({ disabledCommands: ["STARTTLS"] });
    expect(await send(mail, { username: "alerts" })).toMatchObject({ reason: "tls_missing", isFinal: true });
    expect([mail.logins, mail.mails]).toEqual([[], []]);
  });

  test.each(["starttls", "tls"] as const)(
    "to one whose certificate nobody vouches for, over %s",
    async (security) => {
      const mail = await start({ ...stranger, secure: security === "tls" });
      const result = await send(mail, { security, username: "alerts" });
      expect(result).toMatchObject({ reason: "tls", isFinal: false });
      vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
      expect(await send(mail, { security, username: "alerts" })).toEqual(result);
      expect([mail.logins, mail.mails]).toEqual([[], []]);
    },
  );

  test("to one whose certificate is for another name", async () => {
    const mail = await start();
    const allowances = [{ host: "other.test", port: mail.port }];
    expect(await send(mail, { host: "other.test" }, { allowances })).toMatchObject({ reason: "tls" });
    expect(mail.mails).toEqual([]);
  });
});

describe("a refusal", () => {
  test("of the login is final, and a server that wants none gets none without it", async () => {
    const mail = await start({ login: { user: "alerts", password: "another" } });
    expect(await send(mail, { username: "alerts" })).toMatchObject({
      reason: "credential_refused",
      isFinal: true,
    });
    expect(await send(mail)).toMatchObject({ reason: "credential_refused", isFinal: true });
    expect(mail.mails).toEqual([]);
  });

  test.each([
    ["sender", 550, "message_refused", true],
    ["recipient", 550, "recipient_refused", true],
    ["recipient", 451, "server_error", false],
    ["message", 552, "message_refused", true],
    ["message", 451, "server_error", false],
  ] as const)("of the %s with %i is %s", async (at, code, reason, isFinal) => {
    const mail = await start({ refuse: { at, code } });
    expect(await send(mail)).toMatchObject({ reason, isFinal });
    expect(mail.mails).toEqual([]);
  });

  test.each([
    [550, "recipient_refused", true],
    [451, "server_error", false],
  ] as const)("of one recipient of two with %i is told", async (code, reason, isFinal) => {
    const mail = await start({ refuse: { at: "recipient", code, only: "grace@example.org" } });
    expect(await send(mail)).toMatchObject({ reason, isFinal });
    expect(mail.mails).toMatchObject([{ to: ["ada@example.org"] }]);
  });
});

describe("a server that is none", () => {
  test("and never greets is left in time", async () => {
    const silent = net.createServer((socket) => void socket.on("error", () => {}).resume());
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const address = silent.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const place = { port, allowance: { host: "mail.test", port } };
    expect(await send(place, {}, { deadlineMs: 200 })).toMatchObject({ reason: "timeout", isFinal: false });
    const ending = new AbortController();
    setTimeout(() => ending.abort(), 50);
    expect(await send(place, {}, { signal: ending.signal })).toMatchObject({ reason: "aborted" });
    silent.close();
  });

  test("and talks without end is left", async () => {
    const chatty = net.createServer((socket) => {
      socket.on("error", () => {}).resume();
      socket.write("220-hello\r\n".repeat(20_000));
    });
    await new Promise<void>((resolve) => chatty.listen(0, "127.0.0.1", resolve));
    const address = chatty.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const result = await send({ port, allowance: { host: "mail.test", port } }, {}, { deadlineMs: 3000 });
    expect(result).toMatchObject({ reason: "answer_unreadable", isFinal: false });
    chatty.close();
  });

  test("and is not there may be tried again", async () => {
    const mail = await start();
    await mail.stop();
    expect(await send(mail)).toMatchObject({ reason: "connect", isFinal: false });
  });

  test("and has no address may be tried again", async () => {
    const mail = await start();
    expect(await send(mail, {}, { resolve: async () => [] })).toMatchObject({
      reason: "dns",
      isFinal: false,
    });
  });

  test.each(["169.254.169.254", "127.0.0.1", "10.0.0.1"])(
    "but an address of %s gets no connection without an allowance",
    async (address) => {
      const mail = await start();
      const options = { allowances: [], resolve: async () => [address] };
      expect(await send(mail, { port: 465 }, options)).toMatchObject({
        reason: "address_refused",
        isFinal: true,
      });
      expect(mail.connections()).toBe(0);
    },
  );
});

describe("where mail may go without an allowance", () => {
  const settings = { kind: "email", username: null, from: "a@b.example", to: [] } as const;

  test.each([
    ["mail.example.org", 465, "tls", true],
    ["mail.example.org", 587, "starttls", true],
    ["mail.example.org", 25, "starttls", true],
    ["mail.example.org", 2525, "starttls", true],
    ["mail.example.org", 22, "starttls", false],
    ["mail.example.org", 6379, "tls", false],
    ["mail.example.org", 25, "none", false],
  ] as const)("%s:%i with %s: %s", (host, port, security, isGood) => {
    expect(checkMailServer({ ...settings, host, port, security }, []).ok).toBe(isGood);
    expect(checkMailServer({ ...settings, host, port, security }, [{ host, port }]).ok).toBe(true);
  });

  test("an IPv6 address is one", () => {
    const checked = checkMailServer({ ...settings, host: "2001:db8::1", port: 465, security: "tls" }, []);
    expect(checked).toMatchObject({ ok: true, target: { hostname: "[2001:db8::1]", isAllowed: false } });
  });
});
