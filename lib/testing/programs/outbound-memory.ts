import { guardedRequest } from "#lib/providers/guarded-request.ts";

/**
 * Fetches an answer with the guarded client or with a plain one, and prints by how many bytes that raised the most
 * memory this process ever held. Arguments: `guarded` or `naive`, the origin of the server, and paths.
 */
const [client, origin = "", warmUp = "", ...paths] = process.argv.slice(2);
const { hostname, port } = new URL(origin);
const allowances = [{ host: hostname, port: Number(port) }];

async function fetchOne(path: string): Promise<void> {
  const url = `${origin}${path}`;
  if (client === "naive") {
    await fetch(url).then((answer) => answer.text());
    return;
  }
  const request = { method: "GET" as const, url, headers: {}, credential: null, body: null };
  await guardedRequest(request, { allowances });
}

// What every request needs once is no cost of a large one.
for (let n = 0; n < 20; n += 1) await fetchOne(warmUp);
const before = process.resourceUsage().maxRSS;
for (const path of paths) await fetchOne(path);
process.stdout.write(JSON.stringify((process.resourceUsage().maxRSS - before) * 1024));
