/** How a gateway can be started: as a service of the user's, or by hand. */
export type StartedBy = { kind: "systemd" | "launchd"; name: string };

/** The service that `openclaw gateway install` makes unless told otherwise, for a gateway whose own was not found. */
export const USUAL_SERVICES = {
  systemd: { kind: "systemd", name: "openclaw-gateway" },
  launchd: { kind: "launchd", name: "ai.openclaw.gateway" },
} as const satisfies Record<StartedBy["kind"], StartedBy>;

/** Starts a gateway in the terminal it is typed in. */
export const START_COMMAND = "openclaw gateway";

/**
 * The command that restarts a gateway's service, typed as the user it runs as. A restart inside the process, as
 * OpenClaw's SIGUSR1 makes one, is not enough: it keeps the environment, and `.env` replaces no variable.
 *
 * Source: OpenClaw 2026.3.13, `src/daemon` in its bundle, and semantics §3.3.
 */
export function restartCommand({ kind, name }: StartedBy): string {
  return kind === "systemd"
    ? `systemctl --user restart ${name}.service`
    : `launchctl kickstart -k gui/$(id -u)/${name}`;
}
