import { getLocale } from "#app/_server/i18n.ts";
import { translator } from "#lib/messages.ts";

/** The sentence for a refusal that a receipt holds; its code when a later release has no sentence for it. */
export async function refusalText({
  code,
  params,
}: {
  code: string;
  params: Readonly<Record<string, string | number>>;
}): Promise<string> {
  const catalog = translator(await getLocale());
  const key = `errors.${code}` as never;
  return catalog.has(key) ? catalog(key, params as never) : code;
}
