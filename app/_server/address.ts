import "server-only";
import { notFound } from "next/navigation";

/** What a person can type into an address bar is not trusted to be short. */
const TEXT_LENGTH_MAX = 1024;

/** A part of the path. Next hands it over as it stands in the address; one that does not decode leads nowhere. */
export function pathText(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    notFound();
  }
}

type QueryValue = string | string[] | undefined;

/** One value of the query; the first when there are several, undefined when it is blank. */
export function queryText(value: QueryValue): string | undefined {
  const text = (Array.isArray(value) ? value[0] : value)?.trim().slice(0, TEXT_LENGTH_MAX);
  return text || undefined;
}

/** Every value of the query under one name. */
export function queryTexts(value: QueryValue): string[] {
  return value === undefined ? [] : [value].flat();
}

/** A whole number from 0, for pages, versions and ids of rows; undefined for anything else. */
export function queryNumber(value: QueryValue): number | undefined {
  const text = queryText(value);
  return text && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
