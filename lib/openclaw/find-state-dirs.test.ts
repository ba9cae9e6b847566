import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { findStateDirs } from "#lib/openclaw/find-state-dirs.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

function stateDirIn(folder: string, name: string, holds = "openclaw.json"): string {
  const stateDir = path.join(folder, name);
  mkdirSync(stateDir, { recursive: true });
  writeFileSync(path.join(stateDir, holds), "{}\n");
  return stateDir;
}

test("the variable's comes first, then those of services, then those in the home, each once", () => {
  const home = temporaryFolder();
  const elsewhere = temporaryFolder();
  const named = stateDirIn(elsewhere, "named");
  const served = stateDirIn(elsewhere, "served");
  const own = stateDirIn(home, ".openclaw");
  const profile = stateDirIn(home, ".openclaw-work");
  const units = path.join(home, ".config/systemd/user");
  mkdirSync(units, { recursive: true });
  const unit = (name: string, line: string) => writeFileSync(path.join(units, name), `[Service]\n${line}\n`);
  unit("openclaw-gateway.service", `Environment=OPENCLAW_STATE_DIR=${served}`);
  unit("openclaw-gateway-work.service", "Environment=OPENCLAW_PROFILE=work");

  expect(findStateDirs({ OPENCLAW_STATE_DIR: named }, [home])).toEqual([
    { stateDir: named, foundBy: "variable" },
    { stateDir: profile, foundBy: "service" },
    { stateDir: served, foundBy: "service" },
    { stateDir: own, foundBy: "home" },
  ]);
  expect(findStateDirs({ OPENCLAW_STATE_DIR: "~/.openclaw" }, [home])[0]).toEqual({
    ...{ stateDir: own, foundBy: "variable" },
  });
});

test("a folder without config and agents, a file, a dead link and a relative path are passed over", () => {
  const home = temporaryFolder();
  mkdirSync(path.join(home, ".openclaw"));
  writeFileSync(path.join(home, ".openclaw-file"), "");
  symlinkSync("/nosuch", path.join(home, ".openclaw-link"));
  stateDirIn(home, ".openclawed");
  expect(findStateDirs({ OPENCLAW_STATE_DIR: "state" }, [home, "/nosuch/home"])).toEqual([]);
});

test("a link to a state dir is that state dir", () => {
  const [home, elsewhere] = [temporaryFolder(), temporaryFolder()];
  const real = stateDirIn(elsewhere, "state", "agents");
  symlinkSync(real, path.join(home, ".openclaw"));
  expect(findStateDirs({}, [home])).toEqual([{ stateDir: real, foundBy: "home" }]);
});
