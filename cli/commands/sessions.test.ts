import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { terminalWithGateway } from "#lib/testing/registered-gateway.ts";

const SESSIONS = {
  "agent:main:main": {
    sessionId: "s1",
    updatedAt: 1_700_000_000_000,
    authProfileOverride: "anthropic:work",
    authProfileOverrideSource: "user",
  },
  "agent:main:telegram:42": {
    sessionId: "s2",
    updatedAt: 1_700_000_100_000,
    providerOverride: "openai",
    modelOverride: "gpt-5",
    authProfileOverride: "openai:gone",
  },
  "not an entry": 7,
};

function keepSessions(folder: string, text: string, at = "agents/main/sessions/sessions.json"): void {
  mkdirSync(path.dirname(path.join(folder, at)), { recursive: true });
  writeFileSync(path.join(folder, at), text, { mode: 0o600 });
}

test("sessions are listed with their model, their pin and what they use next, the newest first", async () => {
  const { terminal, folder } = await terminalWithGateway();
  keepSessions(folder, JSON.stringify(SESSIONS));
  const { status, stdout } = await terminal.run("sessions list --json");
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    isKnown: true,
    unread: [],
    rows: [
      {
        sessionKey: "agent:main:telegram:42",
        model: "openai/gpt-5",
        isChosen: true,
        pinned: "openai:gone",
        pinnedBy: "user",
        next: { source: "profile:openai:default", unpinned: "missing" },
      },
      {
        sessionKey: "agent:main:main",
        model: "anthropic/claude-opus-4-6",
        isChosen: false,
        pinned: "anthropic:work",
        pinnedBy: "user",
        next: { source: "profile:anthropic:work", unpinned: null },
      },
    ],
  });
  const table = (await terminal.run("sessions list --agent main")).stdout;
  expect(table).toContain("anthropic:work (by a person)");
  expect(table).toContain("the pin will be dropped");
});

test("none, a file that does not parse and an agent that is not there are said", async () => {
  const { terminal, folder } = await terminalWithGateway();
  expect((await terminal.run("sessions list")).stderr).toContain("local has no sessions yet");
  keepSessions(folder, "{ oops");
  const broken = await terminal.run("sessions list");
  expect(broken.stderr).toContain("sessions.json");
  expect((await terminal.run("sessions list --agent nobody")).stderr).toContain("nobody");
});

test("the place that the config names for sessions is read", async () => {
  const config = '{ session: { store: "~/.openclaw/chats/{agentId}.json" } }';
  const { terminal, folder } = await terminalWithGateway({ config });
  keepSessions(folder, JSON.stringify(SESSIONS), "chats/main.json");
  const { rows } = JSON.parse((await terminal.run("sessions list --json")).stdout);
  expect(rows.map((row: { sessionKey: string }) => row.sessionKey)).toEqual([
    "agent:main:telegram:42",
    "agent:main:main",
  ]);
});
