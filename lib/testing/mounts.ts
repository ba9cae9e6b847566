import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** Why this machine cannot mount anything; null when it can. A test that needs it says so and is skipped. */
export function whyNoMounts(): string | null {
  if (process.geteuid?.() !== 0) return "mounting needs root";
  const probe = mkdtempSync(path.join(os.tmpdir(), "clawkeep-mount-"));
  try {
    run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", probe);
    run("umount", probe);
    return null;
  } catch (error) {
    return `mounting is refused here: ${String(error)}`;
  } finally {
    rmdirSync(probe);
  }
}

/** Why no system call can be made to fail here; null when strace can do that. */
export function whyNoStrace(): string | null {
  const { status } = spawnSync("strace", ["-o", "/dev/null", "-e", "trace=none", "true"]);
  return status === 0 ? null : "strace is not installed, or may not trace here";
}

/** What takes a mount away again, also one that is still in use. */
type Unmount = () => void;

/** Mounts a small file system in memory at a folder. */
export function mountSmallDisk(folder: string, kibibytes: number): Unmount {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  run("mount", "-t", "tmpfs", "-o", `size=${kibibytes}k,mode=0700`, "tmpfs", folder);
  return () => run("umount", "-l", folder);
}

/** Mounts a folder read-only onto itself. */
export function mountReadOnly(folder: string): Unmount {
  run("mount", "--bind", folder, folder);
  run("mount", "-o", "remount,bind,ro", folder);
  return () => run("umount", "-l", folder);
}

/** Makes a file that holds an empty ext4 file system. */
export function makeDiskImage(file: string, mebibytes: number): void {
  run("truncate", "-s", `${mebibytes}M`, file);
  run("mkfs.ext4", "-q", "-F", file);
}

/** Mounts a disk image. What is not synchronised stays in memory: the file system writes nothing back by itself for long. */
export function mountImage(image: string, folder: string): Unmount {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  run("mount", "-o", "loop,commit=300", image, folder);
  return () => run("umount", folder);
}

function run(command: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`);
}
