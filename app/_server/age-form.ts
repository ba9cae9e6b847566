import "server-only";
import { SecretText } from "#lib/domain/secret-text.ts";
import { OperationError } from "#lib/operations/operation-error.ts";

/** More than any team has, and few enough to read. */
const RECIPIENTS_MAX = 20;

/** A file of private keys has a few lines. */
const IDENTITY_BYTES_MAX = 64 * 1024;

const PASSPHRASE_LENGTH_MAX = 1024;

/** The public keys of a form's text, one a line, as age writes them. OperationError `recipients_needed`. */
export function recipientsIn(text: FormDataEntryValue | null): string[] {
  const recipients = typeof text === "string" ? keyLines(text) : [];
  if (recipients.length === 0 || recipients.length > RECIPIENTS_MAX)
    throw new OperationError("recipients_needed", { max: RECIPIENTS_MAX });
  return recipients;
}

/**
 * What a form brings to open a sealed file: a file of private keys, or a passphrase. Neither is kept, nor said again.
 * OperationError `opening_needed`.
 */
export async function openingIn(form: FormData) {
  const [identity, passphrase] = [form.get("identity"), form.get("passphrase")];
  const hasPassphrase = typeof passphrase === "string" && passphrase !== "";
  const hasIdentity = identity instanceof File && identity.size > 0;
  if (hasPassphrase === hasIdentity) throw new OperationError("opening_needed");
  if (hasPassphrase) return { passphrase: new SecretText(passphrase.slice(0, PASSPHRASE_LENGTH_MAX)) };
  if (!hasIdentity || identity.size > IDENTITY_BYTES_MAX) throw new OperationError("opening_needed");
  const identities = keyLines(await identity.text()).map((line) => new SecretText(line));
  if (identities.length === 0) throw new OperationError("backup_identity_invalid");
  return { identities };
}

/** The lines that are no comments. */
function keyLines(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return lines.filter((line) => line !== "" && !line.startsWith("#"));
}
