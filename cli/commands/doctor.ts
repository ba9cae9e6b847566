import path from "node:path";
import { parseArgs } from "node:util";
import { type Command, type CommandInput, printJson, printLines, UsageError } from "#cli/command.ts";
import { doctorDocument } from "#cli/doctor-document.ts";
import { doctorLines, mendedLines } from "#cli/doctor-lines.ts";
import { SWITCH, TEXT } from "#cli/flags.ts";
import { chooseGateway } from "#cli/gateway-argument.ts";
import type { DoctorReport } from "#lib/openclaw/doctor-report.ts";
import { examineGateway } from "#lib/operations/examine-gateway.ts";
import { examineStateDir } from "#lib/operations/examine-state-dir.ts";
import { filesFor, type Mended, mendFiles } from "#lib/operations/mend-files.ts";
import { mendModes } from "#lib/operations/mend-modes.ts";

const OPTIONS = { gateway: TEXT, "state-dir": TEXT, json: SWITCH, fix: SWITCH };

/**
 * Examines a gateway, or a state dir by itself, without database and vault. Exits 1 with errors, 2 with warnings
 * only, else 0. `--fix` closes files to others, and what is left is printed.
 */
export const doctor: Command = {
  async run(input) {
    const { args, stdout, t, paint } = input;
    const { values } = parseArgs({ args, options: OPTIONS, strict: true });
    const patient = patientOf(input, values);
    const mended = values.fix ? await patient.mend() : null;
    const report = await patient.examine();
    if (values.json) printJson(stdout, doctorDocument(report, mended, t));
    else printLines(stdout, [...(mended ? mendedLines(mended, t) : []), ...doctorLines(report, t, paint)]);
    return report.exitCode;
  },
};

type Patient = { examine(): Promise<DoctorReport>; mend(): Promise<Mended> };

function patientOf(input: CommandInput, values: { gateway?: string; "state-dir"?: string }): Patient {
  const stateDir = values["state-dir"];
  if (stateDir === undefined) return registeredGateway(input, values.gateway);
  if (values.gateway !== undefined) throw new UsageError("doctor_target");
  return foreignStateDir(input, path.resolve(stateDir));
}

function registeredGateway({ context }: CommandInput, name: string | undefined): Patient {
  const ctx = context();
  const { gatewayId } = chooseGateway(ctx, name);
  return { examine: () => examineGateway(ctx, gatewayId), mend: () => mendModes(ctx, { gatewayId }) };
}

function foreignStateDir({ env, nowMs }: CommandInput, stateDir: string): Patient {
  const asked = { stateDir, env, home: env.HOME || null, cwd: process.cwd(), nowMs };
  const examine = async () => examineStateDir(asked);
  const mend = async () => {
    const report = await examine();
    return mendFiles(filesFor(report, "chmod"), report.ownerUid);
  };
  return { examine, mend };
}
