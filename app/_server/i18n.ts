import "server-only";
import { cookies, headers } from "next/headers";
import { cache } from "react";
import { STORAGE_FAULTS } from "#lib/domain/storage-fault.ts";
import {
  isLocale,
  type Locale,
  type Messages,
  messagesOf,
  type Namespace,
  negotiateLocale,
  translator,
} from "#lib/messages.ts";

/** Set by the language switch. Absent until someone uses it. */
export const LOCALE_COOKIE = "clawkeep_locale";

/** The language of this request: the reader's choice, else what the browser asks for. */
export const getLocale = cache(async (): Promise<Locale> => {
  const chosen = (await cookies()).get(LOCALE_COOKIE)?.value;
  if (isLocale(chosen)) return chosen;
  return negotiateLocale((await headers()).get("accept-language"));
});

/** Sentences of one namespace in the language of this request: `const t = await getT("profiles")`. */
export async function getT<const N extends Namespace>(namespace: N) {
  return translator(await getLocale(), namespace);
}

/** Writes names one after another: `list(["a", "b"])` is "a, b", and "a、b" in Chinese. */
export async function getList(): Promise<(items: readonly string[]) => string> {
  const separator = (await getT("common"))("listSeparator");
  return (items) => items.join(separator);
}

/** Writes a count with the separators of this request's language. */
export async function getCount(): Promise<(count: number) => string> {
  const format = new Intl.NumberFormat(await getLocale());
  return (count) => format.format(count);
}

/** The namespaces that a page's client components need, for `MoreMessages`; the root layout gives ui, nav, theme, common. */
export async function clientMessages<const K extends keyof Messages>(
  ...names: K[]
): Promise<Pick<Messages, K>> {
  const messages = messagesOf(await getLocale());
  return Object.fromEntries(names.map((name) => [name, messages[name]])) as Pick<Messages, K>;
}

/** What the error page says of a storage fault: of all refusals it is sent these alone. */
export async function faultMessages(): Promise<Pick<Messages, "errors">> {
  const { errors } = messagesOf(await getLocale());
  const sentences = STORAGE_FAULTS.map((fault) => [fault, errors[fault]] as const);
  return { errors: Object.fromEntries(sentences) as Messages["errors"] };
}
