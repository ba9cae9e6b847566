import "server-only";
import { queryText } from "#app/_server/address.ts";
import { type ConsoleContext, sessionActor } from "#app/_server/context.ts";
import { answerMachine } from "#app/_server/machine.ts";
import { runtime } from "#app/_server/runtime.ts";
import { auditFilterOf } from "#lib/domain/audit-filter.ts";
import { AUDIT_FORMATS, type AuditFormat, exportAudit } from "#lib/operations/export-audit.ts";
import { makeAuditCheckpoint } from "#lib/operations/keep-audit-checkpoint.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { mustSetUpSecondFactor } from "#lib/operations/second-step.ts";

const TYPES: Readonly<Record<AuditFormat, string>> = {
  jsonl: "application/jsonl; charset=utf-8",
  csv: "text/csv; charset=utf-8; header=present",
};

/** Where the keyring is that signs and checks checkpoints. */
export const keyringSource = () => runtime().config.keyringSource;

/** Answers with the rows that a form asked for, as fast as they are taken. */
export function answerAuditExport(request: Request): Promise<Response> {
  return answerMachine(async () => {
    const ctx = await downloadContext();
    const form = await request.formData();
    const text = (name: string) => queryText(form.get(name)?.toString());
    const format = AUDIT_FORMATS.find((each) => each === form.get("format"));
    const { filter, invalid } = auditFilterOf({
      event: text("event"),
      actor: text("actor"),
      subject: text("subject"),
      text: text("text"),
      from: text("from"),
      to: text("to"),
    });
    if (format === undefined || invalid) throw new OperationError("query_invalid");
    const texts = exportAudit(ctx, filter, format);
    const day = new Date(ctx.nowMs).toISOString().slice(0, 10);
    return download(streamOf(texts), `clawkeep-audit-${day}.${format}`, TYPES[format]);
  });
}

export function answerAuditCheckpoint(): Promise<Response> {
  return answerMachine(async () => {
    const ctx = await downloadContext();
    const { rows, document } = makeAuditCheckpoint(ctx, keyringSource());
    return download(document, `clawkeep-audit-checkpoint-${rows}.json`, "application/json");
  });
}

/** Who fetches a file, asked again for each: `signed_out` for strangers and for who still has to set up a second factor. */
export async function downloadContext(): Promise<ConsoleContext> {
  const actor = await sessionActor();
  if (!actor) throw new OperationError("signed_out");
  const ctx = runtime().operationContext(actor, Date.now());
  if (mustSetUpSecondFactor(ctx, actor)) throw new OperationError("signed_out");
  return ctx;
}

function download(body: BodyInit, name: string, type: string): Response {
  const headers = {
    "content-type": type,
    "content-disposition": `attachment; filename="${name}"`,
    "x-content-type-options": "nosniff",
  };
  return new Response(body, { headers });
}

function streamOf(texts: Iterable<string>): ReadableStream<Uint8Array> {
  const [source, encoder] = [texts[Symbol.iterator](), new TextEncoder()];
  return new ReadableStream({
    pull(controller) {
      const { done, value } = source.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel() {
      source.return?.();
    },
  });
}
