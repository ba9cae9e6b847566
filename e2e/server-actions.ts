import { readFileSync } from "node:fs";
import { request as send } from "node:http";
import path from "node:path";
import type { Console } from "./console.ts";

const BUILD = path.resolve(import.meta.dirname, "../.next");

/** A server action of the build: `app/…/actions.ts#name`, the id that calls it, and a page that it belongs to. */
export type ServerAction = { name: string; id: string; path: string };

type Reference = { workers: Record<string, unknown>; filename: string; exportedName: string };

/** Every action that the build answers to, so that no new one can be forgotten. */
export function serverActions(): ServerAction[] {
  const { node } = readJson<{ node: Record<string, Reference> }>("server/server-reference-manifest.json");
  const routes = pageRoutes();
  return Object.entries(node).map(([id, { workers, filename, exportedName }]) => {
    const pages = Object.keys(workers).map((worker) => routes.get(worker.replace(/^app/, "")) ?? "/");
    const plain = pages.find((route) => !route.includes("[")) ?? pages[0] ?? "/";
    return { name: `${filename}#${exportedName}`, id, path: plain.replaceAll(/\[[^\]]+\]/g, "none") };
  });
}

/** Every route of the build by its file: `/(console)/keys/page` and `/keys`. */
export function pageRoutes(): ReadonlyMap<string, string> {
  return new Map(Object.entries(readJson<Record<string, string>>("app-path-routes-manifest.json")));
}

export type Fields = Readonly<Record<string, string | readonly string[]>>;

export type ActionAnswer = {
  status: number;
  /** Where it leads, when it redirects. */
  redirect: string | null;
  /** What a form would be told: how it went, and the code of a refusal. */
  outcome: "done" | "invalid" | "refused" | null;
  code: string | null;
  /** All that the answer holds. */
  text: string;
};

export type ActionCall = { fields: Fields; headers: Record<string, string>; takesFormAlone?: boolean };

/**
 * Calls an action as a page with scripts does; `headers` replace what a browser would send, and keep the cookie of a
 * session that got another token as a browser keeps it.
 */
export async function callAction(
  { port }: Pick<Console, "port">,
  { id, path: page }: Pick<ServerAction, "id" | "path">,
  { fields, headers, takesFormAlone = false }: ActionCall,
): Promise<ActionAnswer> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    for (const each of [value].flat()) form.append(`_1_${name}`, each);
  }
  // The arguments as React writes them: the state before and the form, or the form alone.
  form.append("0", takesFormAlone ? '["$K1"]' : '[{"status":"idle"},"$K1"]');
  const body = new Response(form);
  const answer = await post(port, page, Buffer.from(await body.arrayBuffer()), {
    "content-type": body.headers.get("content-type") ?? "",
    "next-action": id,
    accept: "text/x-component",
    ...headers,
  });
  const [renewed] = /^[^;]*session_token=[^;]+/m.exec([answer.headers["set-cookie"]].flat().join("\n")) ?? [];
  if (headers.cookie && renewed) headers.cookie = renewed;
  return {
    status: answer.status,
    redirect: answer.headers["x-action-redirect"]?.toString().split(";")[0] ?? null,
    outcome: (/"status":"(done|invalid|refused)"/.exec(answer.text)?.[1] as ActionAnswer["outcome"]) ?? null,
    code: /"status":"refused","code":"([a-z_]+)"/.exec(answer.text)?.[1] ?? null,
    text: answer.text,
  };
}

type Answer = { status: number; headers: Record<string, string | string[] | undefined>; text: string };

function post(port: number, page: string, body: Buffer, headers: Record<string, string>): Promise<Answer> {
  const options = { host: "127.0.0.1", port, method: "POST", path: page };
  return new Promise((resolve, reject) => {
    const asking = send(
      { ...options, headers: { ...headers, "content-length": body.length } },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part) => {
          text += part;
        });
        response.once("end", () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        );
      },
    );
    asking.once("error", reject).end(body);
  });
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(path.join(BUILD, file), "utf8"));
}
