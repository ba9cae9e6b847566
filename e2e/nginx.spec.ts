import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { findNginx } from "../scripts/nginx.mjs";
import { makeCertificate } from "./certificate.ts";
import { type Console, expect, freePort, setUp, test } from "./console.ts";

const CONFIG = path.resolve(import.meta.dirname, "../ops/nginx/clawkeep.conf");

const ports = { https: await freePort(), http: await freePort() };
const address = `https://localhost:${ports.https}`;

test.use({
  ignoreHTTPSErrors: true,
  serving: { url: () => address, env: () => ({ CLAWKEEP_URL: address }) },
});

test.skip(findNginx() === undefined, "nginx is not installed");

let nginx: ChildProcess | null = null;
test.beforeEach(async ({ console }) => {
  nginx = spawn(findNginx() ?? "", ["-p", console.home, "-c", writeConfig(console), "-e", "stderr"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  await expect
    .poll(() =>
      fetch(`http://localhost:${ports.http}/`, { redirect: "manual" }).then(
        () => true,
        () => false,
      ),
    )
    .toBe(true);
});
test.afterEach(async ({ page }) => {
  // What a page still asks for would meet no server any more.
  await page.close();
  const ended = new Promise((resolve) => nginx?.once("exit", resolve));
  nginx?.kill("SIGTERM");
  await ended;
});

test("behind nginx, as the sample sets it up, the console is used by HTTPS and pages hear of changes", async ({
  page,
  console,
}) => {
  await setUp(page, console);
  const [session] = (await page.context().cookies()).filter(({ name }) => name.includes("session"));
  expect(session).toMatchObject({ name: "__Host-clawkeep.session_token", secure: true, sameSite: "Strict" });
  const question = page.waitForResponse((response) => response.url().endsWith("/api/live"));
  await page.reload();
  expect((await question).status()).toBe(200);
  const answer = await page.request.get("/sign-in");
  expect(answer.headers()["strict-transport-security"]).toBe("max-age=31536000");
  expect(answer.headers()["content-security-policy"]).toContain("'nonce-");
});

test("behind nginx another host name, another site and a large body are refused by the console itself", async ({
  page,
  console,
}) => {
  await setUp(page, console);
  const post = (headers: Record<string, string>, data: string | Buffer) =>
    page.request.post("/settings", { headers, data, maxRedirects: 0 });
  const form = { "content-type": "application/x-www-form-urlencoded" };
  expect((await post({ ...form, origin: "https://evil.example" }, "a=b")).status()).toBe(403);
  expect((await post({ ...form, origin: address }, Buffer.alloc(1024 * 1024 + 1, "a"))).status()).toBe(413);
  const rebound = await page.request.get("/", { headers: { host: "rebound.example" }, maxRedirects: 0 });
  expect(rebound.status()).toBe(421);
});

test("by plain HTTP nginx leads to HTTPS and nowhere else", async () => {
  const answer = await fetch(`http://localhost:${ports.http}/profiles?q=a`, { redirect: "manual" });
  expect(answer.status).toBe(301);
  expect(answer.headers.get("location")).toBe("https://localhost/profiles?q=a");
});

/** The sample with this test's names, ports and files in the places it says to change. */
function writeConfig({ home, port }: Console): string {
  const { certFile, keyFile } = makeCertificate(home);
  const sample = readFileSync(CONFIG, "utf8")
    .replaceAll(/listen (\[::\]:)443 ssl;\n/g, "")
    .replaceAll(/listen (\[::\]:)80;\n/g, "")
    .replace("listen 443 ssl;", `listen 127.0.0.1:${ports.https} ssl;`)
    .replace("listen 80;", `listen 127.0.0.1:${ports.http};`)
    .replaceAll("keep.example.org", "localhost")
    .replace(/ssl_certificate {5}.*;/, `ssl_certificate ${certFile};`)
    .replace(/ssl_certificate_key .*;/, `ssl_certificate_key ${keyFile};`)
    .replace("127.0.0.1:3210", `127.0.0.1:${port}`);
  const temp = path.join(home, "nginx");
  mkdirSync(temp);
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${path.join(temp, name)};`,
  );
  const file = path.join(home, "nginx.conf");
  const http = ["access_log off;", "server_names_hash_bucket_size 128;", ...paths, sample].join("\n");
  writeFileSync(file, `daemon off;\nuser root;\npid ${home}/nginx.pid;\nevents {}\nhttp {\n${http}\n}\n`);
  return file;
}
