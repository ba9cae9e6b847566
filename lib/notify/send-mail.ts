import { createTransport } from "nodemailer";
import type { ChannelSecrets, ChannelSettings } from "#lib/domain/channel.ts";
import { type DeliveryProblem, type DeliveryResult, failedDelivery } from "#lib/domain/delivery-result.ts";
import { checkMailServer } from "#lib/domain/mail-server-rule.ts";
import type { Allowance, OutboundTarget } from "#lib/domain/outbound-rule.ts";
import type { MailMessage } from "#lib/notify/mail-message.ts";
import {
  checkedAddresses,
  openSocket,
  resolveWithSystem,
  trustingAlso,
} from "#lib/providers/checked-socket.ts";
import { codeOf, OutboundFailure } from "#lib/providers/outbound-result.ts";
import type { Resolve } from "#lib/providers/shared-resolver.ts";

/** From the name to the last answer, in milliseconds. Mail servers let strangers wait for their greeting. */
const MAIL_DEADLINE_MS = 30_000;

/** A server that answers at greater length than this is none. */
const RESPONSE_BYTES_MAX = 64 * 1024;

type EmailSettings = Extract<ChannelSettings, { kind: "email" }>;

export type MailOptions = {
  allowances: readonly Allowance[];
  caPem: string | null;
  signal?: AbortSignal;
  resolve?: Resolve;
  deadlineMs?: number;
};

/**
 * Hands a mail to its server and says what became of it.
 *
 * The connection goes to an address that was checked, and the certificate is verified whatever the environment says.
 * With `tls` and `starttls` nothing but the greeting is said before the connection is encrypted. Of an error only its
 * codes are looked at: its text quotes the server, and that may quote us.
 */
export async function sendMail(
  message: MailMessage,
  settings: EmailSettings,
  secrets: Extract<ChannelSecrets, { kind: "email" }>,
  options: MailOptions,
): Promise<DeliveryResult> {
  const checked = checkMailServer(settings, options.allowances);
  if (!checked.ok) return failedDelivery("address_refused");
  if (options.signal?.aborted) return failedDelivery("aborted");
  const deadline = AbortSignal.timeout(options.deadlineMs ?? MAIL_DEADLINE_MS);
  const ending = AbortSignal.any([deadline, ...(options.signal ? [options.signal] : [])]);
  try {
    return await handedOver(message, settings, secrets, checked.target, { ...options, ending });
  } catch (error) {
    if (ending.aborted) return failedDelivery(deadline.aborted ? "timeout" : "aborted");
    return failureOf(error);
  }
}

async function handedOver(
  message: MailMessage,
  settings: EmailSettings,
  { password }: Extract<ChannelSecrets, { kind: "email" }>,
  target: OutboundTarget,
  { caPem, resolve = resolveWithSystem, ending }: MailOptions & { ending: AbortSignal },
): Promise<DeliveryResult> {
  const { host, port, security, username } = settings;
  const addresses = await orAborted(checkedAddresses(target, resolve), ending);
  const connection = await openSocket(target, addresses, { caPem: null, attemptMs: 2000, signal: ending });
  const destroy = () => connection.destroy();
  ending.addEventListener("abort", destroy, { once: true });
  try {
    const transport = createTransport({
      ...{ host, port, connection, logger: false, disableFileAccess: true, disableUrlAccess: true },
      secure: security === "tls",
      requireTLS: security === "starttls",
      ignoreTLS: security === "none",
      tls: {
        minVersion: "TLSv1.2",
        rejectUnauthorized: true,
        ...(caPem === null ? {} : { secureContext: trustingAlso(caPem) }),
      },
      // A server that wants no login gets none, instead of a message without one.
      ...(username === null
        ? {}
        : { auth: { user: username, pass: password?.reveal() ?? "" }, forceAuth: true }),
      maxResponseSize: RESPONSE_BYTES_MAX,
    });
    const sent = await orAborted(transport.sendMail(message), ending);
    return sent.rejected.length === 0 ? { outcome: "delivered" } : partlyRefused(sent.rejectedErrors ?? []);
  } finally {
    ending.removeEventListener("abort", destroy);
    destroy();
  }
}

/** Some got it. It is tried again for the others only if their server says that this may help. */
function partlyRefused(errors: readonly unknown[]): DeliveryResult {
  const isForever = errors.some((error) => smtpCodeOf(error) >= 500);
  return isForever ? failedDelivery("recipient_refused") : failedDelivery("server_error");
}

const BY_CODE: ReadonlyMap<string, DeliveryProblem> = new Map([
  ["EAUTH", "credential_refused"],
  ["EMESSAGE", "message_refused"],
  ["ETIMEDOUT", "timeout"],
  ["EPROTOCOL", "answer_unreadable"],
]);

/** SMTP's "authentication required", "too weak", "invalid" and "needs encryption" (RFC 4954 §6). */
const LOGIN_WANTED: ReadonlySet<number> = new Set([530, 534, 535, 538]);

function failureOf(error: unknown): DeliveryResult {
  if (error instanceof OutboundFailure) {
    const { outcome } = error.result;
    if (outcome === "refused-address") return failedDelivery("address_refused");
    return failedDelivery(outcome === "dns" ? "dns" : "connect");
  }
  const status = smtpCodeOf(error);
  if (status >= 400 && status < 500) return failedDelivery("server_error");
  if (LOGIN_WANTED.has(status)) return failedDelivery("credential_refused");
  return failedDelivery(problemOf(error, status >= 500));
}

function problemOf(error: unknown, isRefusal: boolean): DeliveryProblem {
  const code = codeOf(error);
  if (code === "ETLS") return isRefusal ? "tls_missing" : "tls";
  if (code === "EENVELOPE") {
    return memberOf(error, "command") === "RCPT TO" ? "recipient_refused" : "message_refused";
  }
  return isHandshakeCode(memberOf(error, "originalCode")) ? "tls" : (BY_CODE.get(code) ?? "connect");
}

/** The mailer keeps a socket's own code beside its own. The system's are as `ECONNRESET`; all others are OpenSSL's. */
function isHandshakeCode(code: unknown): boolean {
  return typeof code === "string" && (code === "EPROTO" || !/^E[A-Z]+$/.test(code));
}

/** The number a server answered with, or 0. */
function smtpCodeOf(error: unknown): number {
  const code = memberOf(error, "responseCode");
  return typeof code === "number" ? code : 0;
}

function memberOf(error: unknown, name: string): unknown {
  return typeof error === "object" && error !== null ? Reflect.get(error, name) : undefined;
}

function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  // When the end comes first, nobody waits for the work any more.
  work.catch(() => {});
  const aborted = new Promise<never>((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  return Promise.race([work, aborted]);
}
