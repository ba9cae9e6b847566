import { startAlertSchedule } from "#cli/server/alert-schedule.ts";
import { startAskSchedule } from "#cli/server/ask-schedule.ts";
import { startAuditSchedule } from "#cli/server/audit-schedule.ts";
import { startBackupSchedule } from "#cli/server/backup-schedule.ts";
import { startProbeSchedule } from "#cli/server/probe-schedule.ts";
import { startRotationSchedule } from "#cli/server/rotation-schedule.ts";
import type { Runtime } from "#lib/runtime.ts";

/** What failed, as the key of a sentence under `cli.serve`. */
export type ScheduleFailure =
  | "schedule_failed"
  | "alerts_failed"
  | "audit_failed"
  | "rotation_failed"
  | "backups_failed"
  | "asking_failed";

/** Starts all that the console does unasked. What fails is reported and tried again at its next turn. */
export function startSchedules(
  runtime: Runtime,
  report: (failure: ScheduleFailure, error: unknown) => void,
): { stop(): Promise<void> } {
  const failed = (failure: ScheduleFailure) => (error: unknown) => report(failure, error);
  const schedules = [
    startProbeSchedule(runtime, failed("schedule_failed")),
    startAlertSchedule(runtime, failed("alerts_failed")),
    startAuditSchedule(runtime, failed("audit_failed")),
    startRotationSchedule(runtime, failed("rotation_failed")),
    startBackupSchedule(runtime, failed("backups_failed")),
    startAskSchedule(runtime, failed("asking_failed")),
  ];
  return {
    async stop() {
      await Promise.all(schedules.map((schedule) => schedule.stop()));
    },
  };
}
