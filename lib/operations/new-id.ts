import { randomUUID } from "node:crypto";

/** A text id with a prefix that says what it names: `gw_…`, `prof_…`, `cred_…`. */
export function newId(prefix: "gw" | "prof" | "cred" | "user" | "tok" | "pub"): string {
  return `${prefix}_${randomUUID().replaceAll("-", "")}`;
}
