import { readFileSync } from "node:fs";
import { type CommandInput, readStdin, UsageError } from "#cli/command.ts";
import { SWITCH, TEXT } from "#cli/flags.ts";
import { SecretText } from "#lib/domain/secret-text.ts";

const PASSPHRASE = { "passphrase-stdin": SWITCH } as const;

/** Flags that say who can open what is made. */
export const SEAL = {
  ...PASSPHRASE,
  recipient: { type: "string", multiple: true },
  "recipients-file": TEXT,
} as const;

/** Flags that say what opens a file. */
export const OPEN = { ...PASSPHRASE, identity: TEXT } as const;

const STDIN_BYTES_MAX = 4096;

type SealFlags = {
  recipient?: string[] | undefined;
  "recipients-file"?: string | undefined;
  "passphrase-stdin"?: boolean | undefined;
};

/** Whom the flags name: public keys, or everyone who knows a passphrase. */
export async function sealOf(input: CommandInput, flags: SealFlags) {
  const recipients = [...(flags.recipient ?? []), ...linesOf(flags["recipients-file"])];
  const passphrase = flags["passphrase-stdin"] ? await passphraseOf(input) : null;
  if ((passphrase === null) === (recipients.length === 0)) throw new UsageError("backup_seal");
  return passphrase ? { passphrase } : { recipients };
}

type OpenFlags = { identity?: string | undefined; "passphrase-stdin"?: boolean | undefined };

/** What the flags bring to open a file: private keys, or a passphrase. */
export async function openingOf(input: CommandInput, flags: OpenFlags) {
  const identities = linesOf(flags.identity).map((line) => new SecretText(line));
  const passphrase = flags["passphrase-stdin"] ? await passphraseOf(input) : null;
  if ((passphrase === null) === (identities.length === 0)) throw new UsageError("backup_opening");
  return passphrase ? { passphrase } : { identities };
}

async function passphraseOf({ stdin }: CommandInput): Promise<SecretText> {
  return new SecretText(await readStdin(stdin, STDIN_BYTES_MAX));
}

/** The lines of a file of keys that are no comments, as age writes and reads them. */
function linesOf(file: string | undefined): string[] {
  if (file === undefined) return [];
  const lines = readFileSync(file, "utf8").split(/\r?\n/);
  return lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
}
