import fs from "node:fs";

/**
 * The file system as everything that reads a gateway uses it: the same calls, and each path that is looked at is
 * noted while `noteSeen` is at work. A reading stays true for as long as nothing it saw has changed.
 */
export const seenFs = {
  constants: fs.constants,
  openSync: fs.openSync,
  fstatSync: fs.fstatSync,
  readSync: fs.readSync,
  closeSync: fs.closeSync,
  lstatSync(file: string): fs.Stats {
    note(file);
    return fs.lstatSync(file);
  },
  statSync(file: string): fs.Stats {
    note(file);
    return fs.statSync(file);
  },
  existsSync(file: string): boolean {
    note(file);
    return fs.existsSync(file);
  },
  realpathSync(file: string): string {
    note(file);
    return fs.realpathSync(file);
  },
  readlinkSync(file: string): string {
    note(file);
    return fs.readlinkSync(file);
  },
  readFileSync(file: string, encoding: "utf8"): string {
    note(file);
    return fs.readFileSync(file, encoding);
  },
  /** Says by throwing that a folder cannot be listed. Which names are in it is not noted. */
  tryReaddirSync(folder: string): void {
    note(folder);
    fs.readdirSync(folder);
  },
  readdirSync(folder: string): string[] {
    note(folder, true);
    return fs.readdirSync(folder);
  },
  readdirEntriesSync(folder: string): fs.Dirent[] {
    note(folder, true);
    return fs.readdirSync(folder, { withFileTypes: true });
  },
};

type SeenFile = { text: string; isListed: boolean };

/** What was seen, by path: how each stood just before it was looked at, also that nothing was there. */
export type Seen = {
  files: ReadonlyMap<string, SeenFile>;
  /** False when a file could change again without its times showing it, because they are as recent as the look at it. */
  isSettled: boolean;
  /** False also when the reading depends on the clock. Then only another reading tells. */
  isLasting: boolean;
};

/**
 * File systems count time in steps of up to two seconds (FAT; ext4, XFS and APFS are far finer), and a second change
 * within a step leaves the same times. In milliseconds.
 */
export const STEP_MS = 2_000;

type Notes = { files: Map<string, SeenFile>; isSettled: boolean; isLasting: boolean };
let notes: Notes | null = null;

/** Runs `work`, which is synchronous, and says which files it looked at. */
export function noteSeen<T>(work: () => T): { value: T; seen: Seen } {
  const outer = notes;
  const own: Notes = { files: new Map(), isSettled: true, isLasting: true };
  notes = own;
  try {
    return { value: work(), seen: own };
  } finally {
    notes = outer;
  }
}

/** Said by a reader whose answer depends on what time it is, or on more than files, such as an error of the disk. */
export function noteClock(): void {
  if (notes) notes.isLasting = false;
}

/** Whether everything that was seen is still as it was. Nothing is opened. */
export function isUnchanged({ files }: Seen): boolean {
  for (const [file, { text, isListed }] of files) if (signatureOf(file, isListed).text !== text) return false;
  return true;
}

function note(file: string, isListed = false): void {
  if (notes === null || (notes.files.has(file) && !isListed)) return;
  const { text, newestMs } = signatureOf(file, isListed);
  notes.files.set(file, { text, isListed });
  // A time in the future is as little use as a recent one.
  if (newestMs > Date.now() - STEP_MS) notes.isSettled = notes.isLasting = false;
}

/**
 * Which file it is, where its path leads, and when its content, owner, mode or name last changed; for a link also
 * that of its target. A program can set `mtime` back, but not `ctime`. Of a folder that was not listed the times are
 * left out: they change with every name in it.
 */
function signatureOf(file: string, isListed: boolean): { text: string; newestMs: number } {
  try {
    const own = fs.lstatSync(file, { bigint: true });
    const place = realPathOf(file);
    const stats = own.isSymbolicLink() && place ? [own, fs.lstatSync(place, { bigint: true })] : [own];
    const timed = stats.filter((stat) => isListed || !stat.isDirectory());
    return {
      text: [...stats.map((stat) => textOf(stat, timed.includes(stat))), place].join(" "),
      newestMs: Math.max(0, ...timed.flatMap(({ mtimeMs, ctimeMs }) => [Number(mtimeMs), Number(ctimeMs)])),
    };
  } catch (error) {
    return { text: errorName(error), newestMs: 0 };
  }
}

function realPathOf(file: string): string {
  try {
    return fs.realpathSync.native(file);
  } catch (error) {
    return errorName(error);
  }
}

function textOf({ dev, ino, mode, uid, size, mtimeNs, ctimeNs }: fs.BigIntStats, isTimed: boolean): string {
  return isTimed ? `${dev}:${ino}:${size}:${mtimeNs}:${ctimeNs}` : `${dev}:${ino}:${mode}:${uid}`;
}

const errorName = (error: unknown) =>
  error instanceof Error && "code" in error ? String(error.code) : "unknown";
