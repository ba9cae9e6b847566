import { getT } from "#app/_server/i18n.ts";
import { Mono } from "#app/_ui/text.tsx";

/** What happened, in words. An event without words yet is shown by its own name. */
export async function EventName({ event }: { event: string }) {
  const t = await getT("audit_events");
  const key = event as never;
  return t.has(key) ? t(key) : <Mono>{event}</Mono>;
}
