/** A file of the tree, its path relative to the package and with forward slashes. */
export type SourceFile = { path: string; text: string };

/** One sentence that names a file and what is wrong with it. */
export type Complaint = string;

type Check = (files: readonly SourceFile[]) => Complaint[];

/** The limit of the house; about 200 is the aim. */
export const LINES_MAX = 260;

const WHO = /^ {2}(const ctx = )?await (operator|account|visitor)Context\(\);$/;
const LEADING_COMMENTS = /^(\s|\/\/[^\n]*\n|\/\*[\s\S]*?\*\/)*/;

/** Next demands the directive in its two error files, whatever they are called. */
const RUNS_IN_BROWSER = /\.client\.tsx$|^app\/(.*\/)?(global-)?error\.tsx$/;

/**
 * `"use client"` if and only if the name says so.
 *
 * The directive is not part of a path, so the import fences cannot see it; the name they can.
 */
export const clientFilesAreNamed: Check = (files) =>
  files.filter(isSource).flatMap(({ path, text }) => {
    const runsInBrowser = firstStatement(text).startsWith('"use client";');
    if (runsInBrowser === RUNS_IN_BROWSER.test(path)) return [];
    return runsInBrowser
      ? [`${path} says "use client" but is not named *.client.tsx`]
      : [`${path} is named *.client.tsx but does not say "use client"`];
  });

/**
 * Server actions live in `actions.ts`, and the first thing each does is to ask who calls.
 *
 * An action is a public endpoint: the page that shows its form protects nothing. The text is read by its
 * shape, which the formatter guarantees; a shape not understood is a complaint.
 */
export const actionsAskWho: Check = (files) =>
  files.filter(isSource).flatMap((file) => {
    const hasDirective = /^\s*["']use server["']/m.test(file.text);
    if (!/(^|\/)actions\.ts$/.test(file.path)) {
      return hasDirective ? [`${file.path} holds a server action outside actions.ts`] : [];
    }
    if (!firstStatement(file.text).startsWith('"use server";'))
      return [`${file.path} does not say "use server"`];
    return exportsOfActions(file);
  });

export const pagesHoldNoQueries: Check = (files) =>
  files
    .filter(({ path }) => path.startsWith("app/"))
    .filter(({ text }) => /\bctx\.(db|reader)\b|from "drizzle-orm/.test(text))
    .map(({ path }) => `${path} queries the database; that is what views and operations are for`);

/** A test may be a long table; what it tests may not. */
export const filesFitInAHead: Check = (files) =>
  files
    .filter((file) => isSource(file) && !isTest(file.path))
    .filter(({ text }) => lineCount(text) > LINES_MAX)
    .map(({ path, text }) => `${path} has ${lineCount(text)} lines, more than ${LINES_MAX}`);

export const serverDoorIsServerOnly: Check = (files) =>
  files
    .filter(({ path }) => path.startsWith("app/_server/") && !isTest(path))
    .filter(({ text }) => !text.startsWith('import "server-only";\n'))
    .map(({ path }) => `${path} does not start with import "server-only"`);

export const nothingIsABarrel: Check = (files) =>
  files
    .filter(({ path }) => /(^|\/)index\.tsx?$/.test(path))
    .map(({ path }) => `${path} is a barrel; import from the file that holds the thing`);

export const importsAreNamedFromTheRoot: Check = (files) =>
  files
    .filter(({ text }) => /^(import|export)\b[^;]*["']\.\.\//m.test(text))
    .map(({ path }) => `${path} imports through ../; write #app, #cli, #db, #lib or #messages`);

/** The modules of lib/providers that may open a credential: one writes it into its header, one takes it out of texts. */
const OPENS_CREDENTIALS = /^lib\/providers\/(credential-header|redactor)\.ts$/;

/** A credential goes through the whole of lib/providers as a `SecretText`. Adding a module here is a security review. */
export const providersOpenCredentialsInTwoPlaces: Check = (files) =>
  files
    .filter(({ path }) => path.startsWith("lib/providers/") && !isTest(path) && !OPENS_CREDENTIALS.test(path))
    .filter(({ text }) => /\breveal\b/.test(text))
    .map(({ path }) => `${path} opens a credential; hand the SecretText to sentHeaders() or redactorFor()`);

/** Hands the mailer a connection that was checked. */
const MAILER = "lib/notify/send-mail.ts";

/** There is one way out: no other module of ours makes requests of its own. */
export const requestsGoThroughTheGuard: Check = (files) =>
  files
    .filter(({ path }) => /^lib\/(providers|notify)\//.test(path) && !isTest(path))
    .filter(
      ({ path }) =>
        !/^lib\/providers\/(guarded-request|checked-socket|answer-body|proxy-tunnel)\.ts$/.test(path),
    )
    .map(({ path, text }) => ({ path, text: path === MAILER ? text.replace('from "nodemailer"', "") : text }))
    .filter(({ text }) =>
      /\bfetch\(|from "(node:)?(https?|http2|net|tls|dgram|dns|undici|nodemailer)(\/|")/.test(text),
    )
    .map(({ path }) => `${path} reaches the network by itself; ask guardedRequest()`);

function exportsOfActions({ path, text }: SourceFile): Complaint[] {
  const lines = text.split("\n");
  return lines.flatMap((line, start) => {
    if (!line.startsWith("export ") || /^export (type|interface) /.test(line)) return [];
    const name = /^export async function (\w+)/.exec(line)?.[1];
    if (!name) return [`${path} exports something that is not an async function: ${line.trim()}`];
    return WHO.test(firstLineOfBody(lines.slice(start)))
      ? []
      : [`${path}: ${name} does not begin by asking who`];
  });
}

/** The line below the last unindented line before the function's closing brace: that one ends its signature. */
function firstLineOfBody(lines: readonly string[]): string {
  const body = lines.slice(0, lines.indexOf("}"));
  const signatureEnd = body.findLastIndex((line) => /^\S/.test(line));
  return body[signatureEnd + 1] ?? "";
}

function firstStatement(text: string): string {
  return text.replace(LEADING_COMMENTS, "");
}

function lineCount(text: string): number {
  return text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
}

function isSource({ path }: SourceFile): boolean {
  return /^(app|cli|db|lib)\/.*\.tsx?$/.test(path) && !path.endsWith(".d.ts");
}

function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path);
}
