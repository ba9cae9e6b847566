import { spawn } from "node:child_process";
import path from "node:path";
import { ACTIONS } from "./action-matrix.ts";
import { everyone, type Someone } from "./callers.ts";
import { type Console, deedsOf, expect, freePort, setUp, test } from "./console.ts";
import { callAction, type ServerAction, serverActions } from "./server-actions.ts";

test.describe.configure({ timeout: 300_000 });

/** What the browser of a signed-in person sends when another site makes it, and what programs send in its place. */
function foreignHeaders({
  port,
  url,
}: Pick<Console, "port" | "url">): Record<string, Record<string, string>> {
  const host = `127.0.0.1:${port}`;
  const evil = "https://evil.example";
  return {
    "without an origin": { host },
    "with an opaque origin": { host, origin: "null" },
    "from another site": { host, origin: evil },
    "from another site that calls itself us": { host: "evil.example", origin: evil },
    "from another site, with our name forwarded": { host, origin: evil, "x-forwarded-host": "evil.example" },
    "from another port of this host": { host, origin: `http://127.0.0.1:${port + 1}` },
    "from our name on another scheme": { host, origin: url.replace("http:", "https:") },
    "from a name that ends like ours": { host, origin: `http://evil.127.0.0.1:${port}` },
    "across sites, by what the browser says": { host, origin: url, "sec-fetch-site": "cross-site" },
    "from a sister site, by what the browser says": { host, origin: url, "sec-fetch-site": "same-site" },
    "to a rebound name": { host: `rebound.example:${port}`, origin: `http://rebound.example:${port}` },
    "as plain text, which needs no permission": { host, origin: evil, "content-type": "text/plain" },
  };
}

test("no action runs for a request that another site makes", { tag: "@W01" }, async ({
  page,
  console,
  browser,
}) => {
  await setUp(page, console);
  const owner = await ownerOf(console, browser);
  const before = JSON.stringify(deedsOf(console));
  const ran: string[] = [];
  const actions = serverActions();
  const kinds = Object.entries(foreignHeaders(console));
  for (const action of actions) {
    for (const [kind, headers] of kinds) {
      const { status } = await callAction(
        console,
        action,
        inputFor(action, { ...headers, cookie: owner.cookie }),
      );
      if (status !== 403 && status !== 421) ran.push(`${action.name} ${kind}: ${status}`);
    }
  }
  test.info().annotations.push({
    type: "figure",
    description: `${actions.length} actions, ${kinds.length} kinds of request, 0 ran`,
  });
  expect(ran).toEqual([]);
  expect(JSON.stringify(deedsOf(console))).toBe(before);
});

test("without the guard Next runs an action for some of them", { tag: "@W01-twin" }, async ({
  page,
  console,
  browser,
}) => {
  await setUp(page, console);
  const port = await freePort();
  const unguarded = await startUnguarded(console, port);
  try {
    const theme = serverActions().find(({ name }) => name.endsWith("#savePreferencesAction"));
    if (!theme) throw new Error("There is no action for the theme.");
    const owner = await ownerOf(console, browser);
    const ran: string[] = [];
    for (const [kind, headers] of Object.entries(foreignHeaders({ port, url: `http://127.0.0.1:${port}` }))) {
      const { status } = await callAction(
        { port },
        theme,
        inputFor(theme, { ...headers, cookie: owner.cookie }),
      );
      if (status < 400) ran.push(kind);
    }
    test.info().annotations.push({ type: "figure", description: `Next alone ran ${ran.length}` });
    expect(ran).toContain("without an origin");
    expect(ran).toContain("across sites, by what the browser says");
    expect(ran).toContain("to a rebound name");
  } finally {
    unguarded.kill("SIGTERM");
  }
});

function inputFor({ name }: ServerAction, headers: Record<string, string>) {
  const { fields = {}, takesFormAlone = false } = ACTIONS[name] ?? {};
  return { fields, takesFormAlone, headers };
}

async function ownerOf(console: Console, browser: Parameters<typeof everyone>[0]): Promise<Someone> {
  const owner = (await everyone(browser, console)).find(({ role }) => role === "owner");
  if (!owner) throw new Error("Nobody is an owner.");
  return owner;
}

async function startUnguarded({ home }: Console, port: number) {
  const program = path.join(import.meta.dirname, "unguarded-server.mjs");
  const env = { PATH: process.env.PATH ?? "", HOME: home, NODE_ENV: "production" as const };
  const child = spawn(process.execPath, [program, String(port)], {
    env,
    stdio: ["ignore", "pipe", "ignore"],
  });
  await new Promise((resolve) => child.stdout.once("data", resolve));
  return child;
}
