import http from "node:http";
import path from "node:path";
import next from "next";

/** The built pages as Next alone serves them, without the console's guard: for the twins of the tests about it. */

const [port] = process.argv.slice(2);
const app = next({
  dev: false,
  dir: path.resolve(import.meta.dirname, ".."),
  hostname: "127.0.0.1",
  port: Number(port),
});
await app.prepare();
http
  .createServer(app.getRequestHandler())
  .listen(Number(port), "127.0.0.1", () => process.stdout.write("ready\n"));
