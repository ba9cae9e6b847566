import { createServer } from "node:http";

// A console that answers the resolver from memory, so that B05 measures the resolver. It runs as a process of its
// own and prints its port. `secret/00000` … `secret/09999` exist.
const IDS = 10_000;
const TOKEN = process.argv[2];

const secrets = new Map();
for (let n = 0; n < IDS; n++) {
  const id = `secret/${String(n).padStart(5, "0")}`;
  secrets.set(id, `sk-test-${String(n).padStart(96, "0")}`);
}

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const allowed = request.url === "/api/resolver" && request.headers.authorization === `Bearer ${TOKEN}`;
  if (!allowed) return response.writeHead(401).end();
  const values = {};
  for (const id of JSON.parse(Buffer.concat(chunks).toString()).ids) values[id] = secrets.get(id);
  const body = JSON.stringify({ protocolVersion: 1, values });
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
  response.end(body);
});

server.listen(0, "127.0.0.1", () => process.stdout.write(`${server.address().port}\n`));
// The bench closes this pipe when it ends, however it ends.
process.stdin.on("end", () => process.exit(0)).resume();
