import type { DoctorSeverity } from "#lib/domain/doctor.ts";

/** What the address says about a list of findings. */
export type DoctorQuery = {
  gateway?: string | undefined;
  severity?: DoctorSeverity | undefined;
  code?: string | undefined;
};
