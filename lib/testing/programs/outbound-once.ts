import { guardedRequest } from "#lib/providers/guarded-request.ts";

/** Asks the URL of its argument once with the guarded client, and prints the outcome. */
const [url = ""] = process.argv.slice(2);
const { hostname, port } = new URL(url);
const request = { method: "GET" as const, url, headers: {}, credential: null, body: null };
const { outcome } = await guardedRequest(request, { allowances: [{ host: hostname, port: Number(port) }] });
process.stdout.write(outcome);
