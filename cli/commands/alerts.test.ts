import { afterEach, describe, expect, test } from "vitest";
import { CANARY, channelAt, SIGNING_KEY } from "#lib/testing/channels.ts";
import { type FakeProvider, startFakeProvider } from "#lib/testing/fake-provider-server.ts";
import { testTerminal } from "#lib/testing/terminal.ts";

let server: FakeProvider | null = null;
afterEach(async () => {
  await server?.stop();
  server = null;
});

const SIGNING_SECRET = `whsec_${SIGNING_KEY.toString("base64")}`;

async function terminalWithVault() {
  const terminal = testTerminal();
  expect((await terminal.run("vault init")).status).toBe(0);
  return terminal;
}

describe("alerts add", () => {
  test.each([
    ["webhook", "", `url=https://example.org/${CANARY}?key=${CANARY}\nsigningSecret=${SIGNING_SECRET}`],
    ["slack", "", `https://hooks.slack.com/services/${CANARY}?a=b`],
    ["dingtalk", "", `url=https://oapi.dingtalk.com/robot/send?access_token=${CANARY}`],
    ["telegram", "--set chatId=-100200300", `123456:${CANARY}AAAAAAAAAAAAAAAAAAAAAA`],
    ["ntfy", "--set baseUrl=https://ntfy.example.org", `topic=${CANARY}\ntoken=tk_${CANARY}`],
    [
      "email",
      "--set host=mail.example.org --set port=587 --set security=starttls --set from=a@example.org --set to=b@example.org",
      "",
    ],
  ])("keeps a channel of kind %s and shows none of its secrets", async (kind, flags, secrets) => {
    const terminal = await terminalWithVault();
    const added = await terminal.run(`alerts add --kind ${kind} --name On-call ${flags}`, secrets);
    expect(added).toMatchObject({ status: 0, stderr: "" });
    expect(added.stdout).toMatch(/^chan_\w+\n$/);
    const listed = await terminal.run("alerts channels --json");
    expect(JSON.parse(listed.stdout).channels).toMatchObject([{ kind, name: "On-call", isEnabled: true }]);
    expect((await terminal.run("alerts channels")).stdout).toMatch(/^On-call +/m);
    await terminal.run("audit list --json");
    expect(terminal.printed()).not.toMatch(new RegExp(`${CANARY}|whsec_`));
  });

  test.each([
    ["--name X", "", 64, "--kind is missing."],
    ["--kind pigeon --name X", "", 64, "--kind takes one of: webhook"],
    ["--kind slack --name X --set host=a", "https://a.example/", 64, "The fields of this kind: -."],
    ["--kind telegram --name X --set chatid=1", "1:a", 64, "The fields of this kind: baseUrl, chatId."],
    ["--kind webhook --name X", `url=https://a.example/\n${CANARY}`, 64, "url, signingSecret"],
    ["--kind webhook --name X", `https://a.example/${CANARY}`, 1, "signingSecret: This is missing."],
    ["--kind slack --name X", `${CANARY} no address`, 1, "url: This is not the address of a webhook."],
    ["--kind email --name X", "", 1, "--set host: This is missing."],
  ])("%s is refused and keeps nothing", async (flags, secrets, status, says) => {
    const terminal = await terminalWithVault();
    const refused = await terminal.run(`alerts add ${flags}`, secrets);
    expect(refused).toMatchObject({ status, stdout: "" });
    expect(refused.stderr).toContain(says);
    expect(refused.stderr).not.toContain(CANARY);
    expect(JSON.parse((await terminal.run("alerts channels --json")).stdout).channels).toEqual([]);
  });
});

describe("alerts test", () => {
  test("says that a message did not arrive, why, and exits 1; the log says so too", async () => {
    server = await startFakeProvider(() => ({ status: 204, body: "" }));
    const terminal = await terminalWithVault();
    const { secrets } = channelAt("webhook", server.origin);
    if (secrets.kind !== "webhook") throw new Error("no webhook");
    const given = `url=${secrets.url.reveal()}\nsigningSecret=${secrets.signingSecret.reveal()}`;
    await terminal.run("alerts add --kind webhook --name On-call", given);
    const ran = await terminal.run("alerts test On-call");
    expect(ran).toMatchObject({ status: 1, stdout: "" });
    expect(ran.stderr).toContain(
      "The test message was not delivered. The address leads where nothing is sent to.",
    );
    expect(server.requests).toEqual([]);
    expect((await terminal.run("alerts deliveries")).stdout).toMatch(
      /On-call +Test +Not delivered +1 +address_refused$/m,
    );
    expect(terminal.printed()).not.toContain(CANARY);
  });

  test("of a channel that is not there is refused", async () => {
    const terminal = await terminalWithVault();
    expect(await terminal.run("alerts test Nobody")).toMatchObject({ status: 1, stdout: "" });
    expect(await terminal.run("alerts test")).toMatchObject({ status: 64, stdout: "" });
  });
});

test("with nothing wrong, sent or set up, each list says so on the other stream", async () => {
  const terminal = await terminalWithVault();
  for (const [list, says] of [
    ["list", "The console has not looked yet."],
    ["channels", "No channel yet"],
    ["deliveries", "Nothing was sent yet"],
  ]) {
    const ran = await terminal.run(`alerts ${list}`);
    expect(ran).toMatchObject({ status: 0, stdout: "" });
    expect(ran.stderr).toContain(says);
  }
  const { alerts, lookedAtMs } = JSON.parse((await terminal.run("alerts list --json")).stdout);
  expect([alerts, lookedAtMs]).toEqual([[], null]);
});
