#!/usr/bin/env node
// OpenClaw's exec secret provider (protocol v1) for a Clawkeep console. One file, no dependencies, Node 18 and up.
//
// The request comes on stdin, the answer goes to stdout. It reads resolver.json beside itself, asks the console
// named there and passes on what the console says about the ids asked for, nothing else. Whatever keeps the console
// from answering becomes an error of every id with exit 0: OpenClaw shows a person those and never stderr.
//
// Starting Node is most of the cost, hence three oddities. The one HTTP exchange is written straight to a socket,
// because node:http loads more than all else here together. node:tls is loaded for https only. And nothing here is
// ESM syntax, so the file also runs installed as .cjs: on Node 20 the ESM loader costs as much as asking the console.

const REQUEST_BYTES_MAX = 256 * 1024; // OpenClaw's own limit
const IDS_MAX = 4096;
const ANSWER_BYTES_MAX = 900 * 1024; // OpenClaw drops the whole answer beyond 1 MiB
const REPLY_BYTES_MAX = 4 * 1024 * 1024; // more than an answer holds, so that large values are refused one by one
const HEAD_BYTES_MAX = 16 * 1024;
const FILE_BYTES_MAX = 256 * 1024;
const REQUEST_MS_MAX = 1_200;
const CONNECT_MS_MAX = 4_000;
const CONSOLE_MS_MAX = 10_000; // since process start; the provider block that publish writes allows 15 s
const TOTAL_MS_MAX = 13_000; // when nobody takes the answer

const PROVIDER_ALIAS = /^[a-z][a-z0-9_-]{0,63}$/;
const EXEC_ID = /^(?=.{1,256}$)[A-Za-z0-9][A-Za-z0-9._:#-]*(?:\/(?!\.\.?(?:\/|$))[A-Za-z0-9._:#-]*)*$/;
const RESOLVER_TOKEN = /^ckr_[\x21-\x7e]{16,500}$/; // no blank, no line break: it becomes a header
const ABSOLUTE_PATH = /^\/[^\0]+$/;
const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/;
const UNTRUSTED = /CERT|SIGN|ISSUER|TLS|SSL|EPROTO/;

/** What a person reads in OpenClaw: what happened and the next step. Never a value, a token or a path. */
const SENTENCES = {
  CONSOLE_BAD_ANSWER: "the console's answer was not understood; check its address, then publish again",
  CONSOLE_FAILED: "the console failed; see its log, then run: openclaw secrets reload",
  CONSOLE_REFUSED: "the console's address redirects or refuses; correct it, then publish again",
  CONSOLE_TIMEOUT: "the console did not answer in time; look after it, then run: openclaw secrets reload",
  CONSOLE_UNREACHABLE: "the console cannot be reached; start it, then run: openclaw secrets reload",
  CONSOLE_UNTRUSTED: "the console's certificate is not trusted; correct it or the ca, then publish again",
  INVALID_ID: "the id is not a valid exec reference; publish again",
  PLAIN_HTTP_REFUSED: "plain http is for loopback only; give the console an https address, publish again",
  RATE_LIMITED: "the console limits this gateway; wait a minute, then run: openclaw secrets reload",
  RESOLVER_CONFIG_INVALID: "resolver.json is not valid; publish again",
  RESOLVER_CONFIG_MISSING: "resolver.json or its ca file is missing; publish again",
  RESOLVER_CONFIG_UNSAFE: "others could read or change resolver.json or its ca file; publish again",
  SECRET_REFUSED: "the console did not answer for this id; look at the profile in the console",
  TOKEN_REVOKED: "the console does not accept this gateway's token; publish again to get a new one",
  VALUE_INVALID: "the console's value is empty or not text; replace the secret in the console",
  VAULT_SEALED: "the console's vault is sealed; open it, then run: openclaw secrets reload",
};
const STATUS_CODES = { 401: "TOKEN_REVOKED", 403: "TOKEN_REVOKED", 423: "VAULT_SEALED", 429: "RATE_LIMITED" };
const TOO_LARGE = { code: "TOO_LARGE", message: "too large to answer" }; // short, to make room for the rest
const USAGE =
  'usage: echo \'{"protocolVersion":1,"provider":"clawkeep","ids":["ID"]}\' | clawkeep-resolver.mjs\n' +
  "OpenClaw runs this to fetch secrets from the Clawkeep console named in resolver.json beside it.\n";

/** Why the console was not asked or did not answer; the message is a key of SENTENCES. */
class Refusal extends Error {}

let fs;
let net;
// A stack or a system message can quote what was being handled: only fixed sentences leave by stderr.
process.on("uncaughtException", () => stop("unexpected failure"));
main();

async function main() {
  fs = await load("node:fs");
  net = await load("node:net");
  if (process.argv.length > 2) return showUsage(process.argv[2]);
  const waiting = setTimeout(stop, REQUEST_MS_MAX, "no whole request came on stdin");
  const bytes = await collect(process.stdin, REQUEST_BYTES_MAX).catch(() => stop("the request is too large"));
  clearTimeout(waiting);
  setTimeout(stop, TOTAL_MS_MAX, "nobody took the answer");
  const answer = compose(await answerAll(parseRequest(bytes)));
  process.stdout.write(answer, (error) => (error ? stop("nobody took the answer") : process.exit(0)));
}

async function load(name) {
  return process.getBuiltinModule?.(name) ?? import(name);
}

function showUsage(argument) {
  fs.writeSync(1, USAGE);
  process.exitCode = argument === "--help" ? 0 : 64;
}

function parseRequest(bytes) {
  const { protocolVersion, provider, ids } = parseObject(bytes) ?? {};
  const known = protocolVersion === 1 && PROVIDER_ALIAS.test(provider);
  const listed = Array.isArray(ids) && ids.length <= IDS_MAX && ids.every((id) => typeof id === "string");
  if (!known || !listed) stop("stdin holds no valid request of protocol version 1");
  return { protocolVersion, provider, ids: [...new Set(ids)] };
}

/** What to say of each id: the console's value, the console's error, or why it was not asked. */
async function answerAll(request) {
  const ids = request.ids.filter((id) => EXEC_ID.test(id));
  let say = () => failure("INVALID_ID");
  try {
    const reply = ids.length > 0 && (await askConsole({ ...request, ids }));
    if (reply) say = (id) => pick(reply, id);
  } catch (error) {
    say = () => failure(codeOf(error));
  }
  return request.ids.map((id) => [id, EXEC_ID.test(id) ? say(id) : failure("INVALID_ID")]);
}

async function askConsole(request) {
  const target = readTarget();
  const body = JSON.stringify(request); // ASCII by now, so characters are bytes
  const head =
    `POST ${target.path}/api/resolver HTTP/1.1\r\nHost: ${target.host}\r\nAuthorization: Bearer ${target.token}\r\n` +
    `Content-Type: application/json\r\nContent-Length: ${body.length}\r\nAccept: application/json\r\n` +
    "Accept-Encoding: identity\r\nConnection: close\r\n\r\n";
  const reply = parseObject(bodyOf(await exchange(target, head + body)));
  if (reply?.protocolVersion !== 1 || !isObject(reply.values)) throw new Refusal("CONSOLE_BAD_ANSWER");
  return reply;
}

/** Where the console is. The token goes there and nowhere else, so a doubtful file or address is refused. */
function readTarget() {
  const file = fs.realpathSync.native(process.argv[1]).replace(/[^/]*$/, "resolver.json");
  const { url, socketPath, token, ca } = parseObject(readGuarded(file, 0o077, [process.getuid?.()])) ?? {};
  const wellFormed =
    RESOLVER_TOKEN.test(token) &&
    [socketPath, ca].every((path) => path === undefined || ABSOLUTE_PATH.test(path)) &&
    (url === undefined) !== (socketPath === undefined);
  if (!wellFormed) throw new Refusal("RESOLVER_CONFIG_INVALID");
  if (url !== undefined) return { ...readAddress(url), token, ca };
  return { connect: { path: socketPath }, secure: false, host: "localhost", path: "", token };
}

function readAddress(text) {
  let url;
  try {
    url = new URL(text);
  } catch {
    throw new Refusal("RESOLVER_CONFIG_INVALID");
  }
  const { protocol, hostname, port, username, password, search, hash } = url;
  const secure = protocol === "https:";
  const odd = username || password || search || hash || !(secure || protocol === "http:");
  if (odd) throw new Refusal("RESOLVER_CONFIG_INVALID");
  // By now every spelling of an IPv4 address is dotted decimal. A name is not loopback whatever it resolves to,
  // but for localhost, which is never looked up.
  if (!secure && !LOOPBACK.test(hostname)) throw new Refusal("PLAIN_HTTP_REFUSED");
  const name = !secure && hostname === "localhost" ? "127.0.0.1" : hostname.replace(/^\[|\]$/g, "");
  const connect = { host: name, port: Number(port) || (secure ? 443 : 80) };
  return { connect, secure, host: url.host, path: url.pathname.replace(/\/+$/, "") };
}

/** Reads a regular file, not a link, that belongs to one of `owners` and has none of the `forbidden` mode bits. */
function readGuarded(path, forbidden, owners) {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants; // a blocking open would wait for ever on a named pipe
  let fd;
  try {
    fd = fs.openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    throw new Refusal(error.code === "ENOENT" ? "RESOLVER_CONFIG_MISSING" : "RESOLVER_CONFIG_UNSAFE");
  }
  const stat = fs.fstatSync(fd);
  const safe = stat.isFile() && owners.includes(stat.uid) && (stat.mode & forbidden) === 0;
  if (!safe) throw new Refusal("RESOLVER_CONFIG_UNSAFE");
  if (stat.size > FILE_BYTES_MAX) throw new Refusal("RESOLVER_CONFIG_INVALID");
  return fs.readFileSync(fd);
}

/** Sends one request and gives the raw reply, which ends with the connection: the console was told to close it. */
async function exchange({ connect, secure, ca }, request) {
  const socket = secure ? await connectTls(connect, ca) : net.connect(connect);
  const giveUp = (ms, code) => setTimeout(() => socket.destroy(new Refusal(code)), ms);
  const connecting = giveUp(CONNECT_MS_MAX, "CONSOLE_UNREACHABLE");
  giveUp(CONSOLE_MS_MAX - process.uptime() * 1000, "CONSOLE_TIMEOUT");
  // The peer of a secure connection has proved who it is only at its own event, not at "connect".
  socket.on(secure ? "secureConnect" : "connect", () => {
    clearTimeout(connecting);
    socket.write(request);
  });
  return collect(socket, REPLY_BYTES_MAX).finally(() => socket.destroy());
}

async function connectTls({ host, port }, ca) {
  const tls = await load("node:tls");
  const servername = net.isIP(host) ? undefined : host;
  const trusted = ca === undefined ? undefined : readGuarded(ca, 0o022, [process.getuid?.(), 0]);
  // Said aloud, because NODE_TLS_REJECT_UNAUTHORIZED is the default otherwise.
  return tls.connect({
    host,
    port,
    servername,
    ca: trusted,
    minVersion: "TLSv1.2",
    rejectUnauthorized: true,
  });
}

/** All that a stream brings until it ends. Async iteration would read better and cost a millisecond. */
function collect(stream, bytesMax) {
  return new Promise((resolve, reject) => {
    const chunks = [];
    let bytes = 0;
    stream.on("data", (chunk) => {
      bytes += chunk.length;
      if (bytes > bytesMax) reject(new Refusal("CONSOLE_BAD_ANSWER"));
      else chunks.push(chunk);
    });
    stream.on("end", () => resolve(Buffer.concat(chunks)));
    stream.on("error", reject);
  });
}

/** The body of a whole HTTP/1.1 reply. A redirect and every other status but 200 is a refusal. */
function bodyOf(reply) {
  if (reply.length === 0) throw new Refusal("CONSOLE_FAILED");
  const headEnd = reply.indexOf("\r\n\r\n");
  if (headEnd < 0 || headEnd > HEAD_BYTES_MAX) throw new Refusal("CONSOLE_BAD_ANSWER");
  const head = reply.toString("latin1", 0, headEnd);
  const status = /^HTTP\/1\.[01] ([1-5]\d\d)(?![^ \r])/.exec(head)?.[1];
  if (status !== "200") throw new Refusal(codeOfStatus(status));

  const framing = [...head.matchAll(/\r\n(?:content-length|transfer-encoding)[ \t]*:([^\r\n]*)/gi)];
  const body = reply.subarray(headEnd + 4);
  const frame = framing[0]?.[1].trim().toLowerCase() ?? String(body.length);
  if (frame === "chunked" && framing.length === 1) return unchunk(body);
  // A body cut short is no answer, and a reply framed twice could be read in two ways.
  if (frame !== String(body.length) || framing.length > 1) throw new Refusal("CONSOLE_BAD_ANSWER");
  return body;
}

function unchunk(body) {
  const parts = [];
  let at = 0;
  for (;;) {
    const lineEnd = body.indexOf("\r\n", at);
    const size = /^[0-9a-f]{1,7}(?=$|[ \t;])/i.exec(body.toString("latin1", at, Math.max(at, lineEnd)))?.[0];
    const end = lineEnd + 2 + Number.parseInt(size, 16);
    if (!(end + 2 <= body.length)) throw new Refusal("CONSOLE_BAD_ANSWER");
    if (end === lineEnd + 2) return Buffer.concat(parts); // trailers say nothing here
    parts.push(body.subarray(lineEnd + 2, end));
    at = end + 2;
  }
}

function codeOfStatus(status) {
  if (status === undefined) return "CONSOLE_BAD_ANSWER";
  return STATUS_CODES[status] ?? (status >= "500" ? "CONSOLE_FAILED" : "CONSOLE_REFUSED");
}

function codeOf(error) {
  if (error instanceof Refusal) return error.message;
  return UNTRUSTED.test(error.code) ? "CONSOLE_UNTRUSTED" : "CONSOLE_UNREACHABLE";
}

/** What the console said of one id. Own properties only: `constructor` is a valid id. */
function pick({ values, errors }, id) {
  if (isObject(errors) && Object.hasOwn(errors, id)) return relay(errors[id]);
  if (!Object.hasOwn(values, id)) return failure("SECRET_REFUSED");
  const value = values[id];
  return typeof value === "string" && value.trim() !== "" ? { value } : failure("VALUE_INVALID");
}

function relay(error) {
  const code = /^[A-Z][A-Z0-9_]{1,63}$/.test(error?.code) ? String(error.code) : "SECRET_REFUSED";
  const message = typeof error?.message === "string" ? error.message : "";
  return { code, message: message.slice(0, 300).replace(/\p{C}/gu, " ").trim() || SENTENCES.SECRET_REFUSED };
}

function failure(code) {
  return { code, message: SENTENCES[code] };
}

/** The protocol's answer. When it is too large, the largest entries become errors until the rest fits. */
function compose(answers) {
  const lines = answers.map(([id, said]) => line(id, said));
  let size = lines.reduce((sum, { length }) => sum + length, 0);
  const order =
    size > ANSWER_BYTES_MAX ? [...lines.keys()].sort((a, b) => lines[b].length - lines[a].length) : [];
  for (const at of order) {
    if (size <= ANSWER_BYTES_MAX) break;
    size -= lines[at].length;
    answers[at][1] = TOO_LARGE;
    lines[at] = line(answers[at][0], TOO_LARGE);
    size += lines[at].length;
  }
  const join = (failed) => lines.filter((_, at) => "value" in answers[at][1] !== failed).join(",");
  const errors = join(true);
  // OpenClaw looks ids up with `in`, so an empty errors object would already fail the id `constructor`.
  return `{"protocolVersion":1,"values":{${join(false)}}${errors && `,"errors":{${errors}}`}}`;
}

/** One entry in ASCII: OpenClaw decodes each piece of stdout by itself, which would break a character cut in two. */
function line(id, said) {
  const text = `${JSON.stringify(id)}:${JSON.stringify("value" in said ? said.value : said)}`;
  return text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function parseObject(bytes) {
  try {
    const value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return isObject(value) ? value : null;
  } catch {
    return null; // the parser's message quotes its input
  }
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function stop(sentence) {
  try {
    fs.writeSync(2, `clawkeep-resolver: ${sentence}\n`);
  } catch {
    // Nobody listens; the exit code still speaks.
  }
  process.exit(1);
}
