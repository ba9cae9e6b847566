import { createServer, type IncomingMessage, type OutgoingHttpHeaders, request as send } from "node:http";
import type { AddressInfo } from "node:net";
import { text as readText } from "node:stream/consumers";
import type { Page } from "@playwright/test";
import type { Evidence } from "./evidence.ts";

/** What a request brings by design: the person's own cookie, and in its body what they just typed. */
const OWN_HEADERS: ReadonlySet<string> = new Set(["cookie"]);

export type Recorder = { url: string; close(): Promise<void> };

/**
 * A proxy between the browser and the console that writes down what the browser asks for, but for bodies,
 * and all that the console answers: pages, data for the router, replies of actions, redirects, scripts. A
 * browser's own tools lose the bodies of redirects and of pages that were left.
 */
export async function startRecorder(evidence: Evidence): Promise<Recorder> {
  const server = createServer((incoming, outgoing) => {
    const target = new URL(incoming.url ?? "");
    const what = `${incoming.method} ${target.pathname}`;
    evidence.add(`the address of ${what}`, target.href);
    for (const [name, value] of headersOf(incoming))
      if (!OWN_HEADERS.has(name)) evidence.add(`${what}: header ${name}`, value);
    // Plain bytes, so that they can be searched.
    const headers: OutgoingHttpHeaders = { ...incoming.headers, "accept-encoding": "identity" };
    delete headers["proxy-connection"];
    const forwarded = send(target, { method: incoming.method, headers }, (answer) => {
      for (const [name, value] of headersOf(answer)) evidence.add(`answer of ${what}: header ${name}`, value);
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => evidence.add(`answer of ${what}`, Buffer.concat(chunks)));
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(outgoing);
    });
    forwarded.on("error", () => outgoing.destroy());
    outgoing.on("close", () => forwarded.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Writes down what a page says on its console and where it goes. */
export function recordPage(page: Page, evidence: Evidence): void {
  page.on("console", (message) => evidence.add("the browser's console", message.text()));
  page.on("pageerror", (error) =>
    evidence.add("an exception in the page", `${error.message}\n${error.stack}`),
  );
  page.on("framenavigated", (frame) => evidence.add("the browser's address bar", frame.url()));
}

/**
 * Writes down what the page keeps now: its document, fields, title, storage and history entry. A field for a
 * secret keeps what was typed while its form is refused, so that a slip can be mended; after that, say
 * `secretFields`.
 */
export async function recordKept(
  page: Page,
  evidence: Evidence,
  { secretFields = false } = {},
): Promise<void> {
  const { pathname } = new URL(page.url());
  evidence.add(`the document of ${pathname}`, await page.content());
  evidence.add(`what the browser keeps of ${pathname}`, await page.evaluate(keptHere, secretFields));
}

/** Asks the console without a browser, as a program on the network would, and writes the answer down. */
export async function recordRequest(
  url: string,
  { method = "POST", headers = {}, body = "" }: { method?: string; headers?: object; body?: string },
  evidence: Evidence,
): Promise<{ status: number; text: string }> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const all = { ...headers, "content-length": Buffer.byteLength(body) };
    // Its own connection: a kept one may have ended while this process waited for a command.
    send(url, { method, headers: all, agent: false }, resolve).once("error", reject).end(body);
  });
  const text = await readText(answer);
  evidence.add(`answer of a bare ${method} ${new URL(url).pathname}`, JSON.stringify(answer.headers) + text);
  return { status: answer.statusCode ?? 0, text };
}

function headersOf(message: IncomingMessage): [string, string][] {
  return Object.entries(message.headersDistinct).map(([name, values = []]) => [name, values.join("\n")]);
}

/** Runs in the page. */
async function keptHere(secretFields: boolean): Promise<string> {
  const selector = "input, textarea, select";
  const fields = [...document.querySelectorAll<HTMLInputElement>(selector)].filter(
    (field) => secretFields || !("secret" in field.dataset),
  );
  const databases = await indexedDB.databases();
  const cacheNames = await caches.keys();
  return [
    ...fields.map((field) => `${field.name}=${field.value}`),
    document.title,
    document.cookie,
    location.href,
    document.referrer,
    window.name,
    JSON.stringify(history.state),
    JSON.stringify({ ...localStorage }),
    JSON.stringify({ ...sessionStorage }),
    `databases ${JSON.stringify(databases)} caches ${JSON.stringify(cacheNames)}`,
  ].join("\n");
}
