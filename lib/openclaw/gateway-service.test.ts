import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { findGatewayService } from "#lib/openclaw/gateway-service.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

/** As `openclaw gateway install` of release 2026.3.13 writes it. */
const unit = (lines: string) => `[Unit]
Description=OpenClaw Gateway (v2026.3.13)

[Service]
ExecStart=/usr/bin/node /usr/lib/openclaw/dist/index.js gateway --port 18789
Restart=always
KillMode=control-group
${lines}

[Install]
WantedBy=default.target
`;

const plist = `<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0">
  <dict>
    <key>Label</key>
    <string>ai.openclaw.gateway</string>
    <key>WorkingDirectory</key>
    <string>/Users/ada &amp; co</string>
    <key>EnvironmentVariables</key>
    <dict>
    <key>HOME</key>
    <string>/Users/ada</string>
    <key>OPENAI_API_KEY</key>
    <string>FAKE &lt;key&gt;</string>
    </dict>
  </dict>
</plist>
`;

function homeWith(files: Record<string, string>): string {
  const home = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.join(home, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(home, name), text);
  }
  mkdirSync(path.join(home, ".openclaw"));
  return home;
}

const UNITS = ".config/systemd/user";

describe("the service of a gateway", () => {
  test("under systemd says what it starts with and where", () => {
    const lines = [
      "WorkingDirectory=/srv/gateway",
      "Environment=HOME=/home/ada",
      'Environment="OPENAI_API_KEY=FAKE with \\"quotes\\""',
      "Environment=EMPTY=",
      "EnvironmentFile=-/etc/elsewhere",
    ];
    const home = homeWith({ [`${UNITS}/openclaw-gateway.service`]: unit(lines.join("\n")) });
    expect(findGatewayService(home, path.join(home, ".openclaw"))).toEqual({
      kind: "systemd",
      name: "openclaw-gateway",
      file: path.join(home, UNITS, "openclaw-gateway.service"),
      env: { HOME: "/home/ada", OPENAI_API_KEY: 'FAKE with "quotes"', EMPTY: "" },
      cwd: "/srv/gateway",
    });
  });

  test("under launchd is read from its property list", () => {
    const home = homeWith({ "Library/LaunchAgents/ai.openclaw.gateway.plist": plist });
    expect(findGatewayService(home, path.join(home, ".openclaw"))).toMatchObject({
      kind: "launchd",
      name: "ai.openclaw.gateway",
      env: { HOME: "/Users/ada", OPENAI_API_KEY: "FAKE <key>" },
      cwd: "/Users/ada & co",
    });
  });

  test("is the one of this state dir, by its profile or by the state dir it names", () => {
    const home = homeWith({
      [`${UNITS}/openclaw-gateway.service`]: unit(""),
      [`${UNITS}/openclaw-gateway-ops.service`]: unit("Environment=OPENCLAW_PROFILE=ops"),
      [`${UNITS}/openclaw-gateway-lab.service`]: unit("Environment=OPENCLAW_STATE_DIR=~/lab"),
    });
    const nameOf = (folder: string) => findGatewayService(home, path.join(home, folder))?.name;
    expect(nameOf(".openclaw")).toBe("openclaw-gateway");
    expect(nameOf(".openclaw-ops")).toBe("openclaw-gateway-ops");
    expect(nameOf("lab")).toBe("openclaw-gateway-lab");
    expect(nameOf(".openclaw-else")).toBeUndefined();
  });

  test("starts where its manager starts it, if its file names no working directory", () => {
    const home = homeWith({
      [`${UNITS}/openclaw-gateway.service`]: unit(""),
      "Library/LaunchAgents/ai.openclaw.ops.plist": plist
        .replace(/<key>WorkingDirectory.*\n.*\n/, "")
        .replace("<key>HOME", "<key>OPENCLAW_PROFILE</key><string>ops</string><key>HOME"),
    });
    expect(findGatewayService(home, path.join(home, ".openclaw"))?.cwd).toBe(home);
    expect(findGatewayService(home, path.join(home, ".openclaw-ops"))).toMatchObject({
      kind: "launchd",
      cwd: "/",
    });
  });

  test("is not known without a home, without files, and behind a link that leads out", () => {
    const home = homeWith({});
    const elsewhere = path.join(homeWith({ "secret.txt": unit("") }), "secret.txt");
    mkdirSync(path.join(home, UNITS), { recursive: true });
    symlinkSync(elsewhere, path.join(home, UNITS, "openclaw-gateway.service"));
    expect(findGatewayService(home, path.join(home, ".openclaw"))).toBeNull();
    expect(findGatewayService(null, path.join(home, ".openclaw"))).toBeNull();
    expect(findGatewayService(temporaryFolder(), "/nowhere/.openclaw")).toBeNull();
  });
});
