import { isKnown } from "#lib/openclaw/asked-state.ts";
import { type DoctorReport, doctorReport, type NotChecked } from "#lib/openclaw/doctor-report.ts";
import { gatherState } from "#lib/openclaw/doctor-state.ts";
import { type GatewayState, readGatewayState } from "#lib/openclaw/state-dir.ts";
import { shippedResolver } from "#lib/operations/publish-ground.ts";
import { runFingerprint } from "#lib/operations/run-fingerprint.ts";

export type StateDirToExamine = {
  stateDir: string;
  /** The environment of whoever asks, as OpenClaw's own CLI would take it from the same shell. */
  env: Readonly<Record<string, string | undefined>>;
  home: string | null;
  /** The working directory of whoever asks: its `.env` comes before that of the state dir. */
  cwd: string;
  nowMs: number;
};

/** Examines a state dir by itself: no database, no vault, no server, and nothing is written. */
export function examineStateDir({ stateDir, env, home, cwd, nowMs }: StateDirToExamine): DoctorReport {
  const reading = { env, home, cwd, nowMs };
  const state = readGatewayState(stateDir, reading);
  const gathering = { reading, fingerprint: runFingerprint(), shippedResolver: shippedResolver() };
  const { facts, findings } = gatherState(state, gathering);
  const target = { stateDir: state.stateDir, gateway: null };
  return doctorReport({ ...facts, nowMs, target, console: null, knowsProcessEnvironment: true }, findings, [
    ...notCheckedOf(state),
    "console",
  ]);
}

/** What reading files cannot tell, whoever asks. */
export function notCheckedOf(state: GatewayState): NotChecked[] {
  const providers = [...state.config.secretProviders.values()];
  return [
    ...(state.loginShell.enabled ? (["login_shell"] as const) : []),
    ...(providers.some(({ source }) => source === "exec") ? (["commands"] as const) : []),
    ...(isKnown(state) ? [] : (["newer_stores"] as const)),
    "provider_answers",
    "shell_history",
  ];
}
