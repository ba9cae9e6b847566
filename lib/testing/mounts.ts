import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { afterThisTest, temporaryFolder } from "#lib/testing/temporary-folder.ts";

/** Why this machine cannot mount anything; null when it can. A test that needs it says so and is skipped. */
export function whyNoMounts(): string | null {
  if (process.geteuid?.() !== 0) return "mounting needs root";
  const probe = temporaryFolder();
  const { status, stderr } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", probe]);
  if (status !== 0) return `mount is refused here: ${String(stderr ?? "mount is not installed").trim()}`;
  run("umount", probe);
  return null;
}

/** Why no system call can be made to fail here; null when strace can do that. */
export function whyNoStrace(): string | null {
  const { status } = spawnSync("strace", ["-o", "/dev/null", "-e", "trace=none", "true"]);
  return status === 0 ? null : "strace is not installed, or may not trace here";
}

/** Mounts a small file system in memory at a folder until the test ends. */
export function mountSmallDisk(folder: string, kibibytes: number): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  run("mount", "-t", "tmpfs", "-o", `size=${kibibytes}k,mode=0700`, "tmpfs", folder);
  afterThisTest(() => run("umount", "-l", folder));
}

/** Mounts a folder read-only onto itself until the test ends. */
export function mountReadOnly(folder: string): void {
  run("mount", "--bind", folder, folder);
  afterThisTest(() => run("umount", "-l", folder));
  run("mount", "-o", "remount,bind,ro", folder);
}

function run(command: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`);
}
