import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { freePort } from "./console.ts";
import { makeImageRoot, readImage } from "./image-root.ts";

const FOLDER = path.resolve(import.meta.dirname, "../test-results/image");
const image = readImage();

test.skip(!canMount(), "needs root, and mounts of its own");

test.beforeAll(() => {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  makeImageRoot(FOLDER, image);
});
test.afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

test("the console runs on what its image has: no shell, no rights, and nothing to write but its volumes", async () => {
  const port = await freePort();
  const { child, output, ended } = start([...image.command, "--port", String(port)]);
  try {
    await Promise.race([expect.poll(output, { timeout: 60_000 }).toContain("/setup"), ended]);
    const answer = await fetch(`http://127.0.0.1:${port}/setup`);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain("</html>");

    const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
    const fact = (name: string) => new RegExp(`^${name}:\\s*(.*)$`, "m").exec(status)?.[1]?.split("\t")[0];
    expect(fact("Uid")).toBe(String(image.uid));
    expect([fact("CapEff"), fact("NoNewPrivs")]).toEqual(["0000000000000000", "1"]);
    expect(readlinkSync(`/proc/${child.pid}/root`)).toBe(FOLDER);
    expect(existsSync(path.join(FOLDER, "bin"))).toBe(false);
  } finally {
    child.kill("SIGTERM");
  }
  expect(await ended).toBe(0);
  expect(output()).not.toMatch(/EROFS|EACCES|ENOENT|Error/);
});

test("a folder of the image cannot be its data folder, and it says so", async () => {
  const { output, ended } = start(image.command, { CLAWKEEP_DATA_DIR: "/app/data" });
  expect(await ended).not.toBe(0);
  expect(output()).not.toMatch(/\n\s+at /);
});

/** Starts Node in the image's root with the switches of ops/container/compose.yaml: read-only, no privileges, two volumes. */
function start(args: string[], env: Record<string, string> = {}) {
  const { uid } = image;
  const volume = `size=64m,mode=700,uid=${uid},gid=${uid},nosuid,nodev,noexec`;
  const volumes = ["var/lib/clawkeep", "etc/clawkeep", "tmp"];
  const lines = [
    `mount --bind ${FOLDER} ${FOLDER}`,
    `mount -o remount,bind,ro ${FOLDER}`,
    ...volumes.map((name) => `mount -t tmpfs -o ${volume} tmpfs ${FOLDER}/${name}`),
    `mount --bind /proc ${FOLDER}/proc`,
    `mount --bind /dev ${FOLDER}/dev`,
    `exec setpriv --no-new-privs chroot --userspec=${uid}:${uid} --groups= ${FOLDER} /nodejs/bin/node "$@"`,
  ];
  const child = spawn("unshare", ["--mount", "sh", "-ec", lines.join("\n"), "sh", ...args], {
    env: { PATH: process.env.PATH ?? "", NODE_ENV: "production", ...image.env, ...env },
  });
  return { child, output: collected(child), ended: new Promise((resolve) => child.once("exit", resolve)) };
}

function collected(child: ChildProcess): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (text += chunk));
  return () => text;
}

function canMount(): boolean {
  return process.getuid?.() === 0 && spawnSync("unshare", ["--mount", "true"]).status === 0;
}
