import { writeFileSync } from "node:fs";

/**
 * Keeps this process's memory out of a core dump: Linux then writes its registers and the names of its files. Secrets that
 * were opened a moment ago would be in it otherwise. Best effort: other systems have no such switch.
 */
export function keepMemoryOutOfCores(): void {
  try {
    writeFileSync("/proc/self/coredump_filter", "0");
  } catch {
    return;
  }
}
