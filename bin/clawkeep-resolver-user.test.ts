import { spawnSync } from "node:child_process";
import { chmodSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { installResolver, RESOLVER_TOKEN, requestFor } from "../lib/testing/installed-resolver.ts";

const NOBODY = "65534";

test("a resolver that another user runs says for each id that its configuration is not to be read, and no stack", {
  tags: ["F06"],
}, (task) => {
  if (process.geteuid?.() !== 0) return task.skip("becoming another user needs root");
  const { command } = installResolver({ url: "http://127.0.0.1:1", token: RESOLVER_TOKEN });
  for (const folder of [path.dirname(command), path.dirname(path.dirname(command))]) chmodSync(folder, 0o755);
  chmodSync(command, 0o555);
  const ids = ["main/openai:work", "main/anthropic:default"];
  const other = ["--reuid", NOBODY, "--regid", NOBODY, "--clear-groups", process.execPath, command];
  const { status, stdout, stderr } = spawnSync("setpriv", other, {
    input: requestFor(ids),
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const { values, errors } = JSON.parse(stdout);
  expect(values).toEqual({});
  expect(Object.keys(errors)).toEqual(ids);
  for (const id of ids) expect(errors[id].code).toBe("RESOLVER_CONFIG_UNSAFE");
});
