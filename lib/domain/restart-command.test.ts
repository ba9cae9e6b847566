import { expect, test } from "vitest";
import { restartCommand, USUAL_SERVICES } from "#lib/domain/restart-command.ts";

test("a service is restarted by the manager it belongs to", () => {
  expect(restartCommand({ kind: "systemd", name: "openclaw-gateway-ops" })).toBe(
    "systemctl --user restart openclaw-gateway-ops.service",
  );
  expect(restartCommand(USUAL_SERVICES.launchd)).toBe(
    "launchctl kickstart -k gui/$(id -u)/ai.openclaw.gateway",
  );
});
