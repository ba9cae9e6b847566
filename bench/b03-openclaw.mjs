import { existsSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { defaultCache, OPENCLAW_RELEASE } from "../scripts/openclaw-release.mjs";
import { measurePaired, verdictOfAtLeast, worstVerdict } from "./paired.mjs";
import { statusCommands, withExit } from "./status-commands.mjs";

export const id = "B03";
export const title = "`models status --check`, cold process: how much less CPU than OpenClaw itself";
export const quick = false;

const GATE = 10;
const ROWS = [
  { profiles: 10, goal: 16 },
  { profiles: 5000, goal: 12 },
];
const OPTIONS = {
  peer: { type: "string" }, // the executable, else the one that scripts/openclaw-release.mjs installed
  pairs: { type: "string", default: "9" },
};

/** OpenClaw gets a network namespace of its own, in which nothing but loopback is. */
const ALONE = ["/usr/bin/unshare", "--net", "--map-root-user"];

export async function run(args) {
  const { values } = parseArgs({ args, options: OPTIONS, strict: true });
  const peer = values.peer ?? path.join(defaultCache(), `openclaw-${OPENCLAW_RELEASE}/bin/openclaw`);
  if (!existsSync(peer)) {
    return {
      skipped: `OpenClaw is not at ${peer}; node scripts/openclaw-release.mjs installs it`,
      verdict: "skipped",
    };
  }
  const rows = ROWS.map((row) => measureRow(row, peer, Number(values.pairs)));
  return {
    release: OPENCLAW_RELEASE,
    rows,
    gate: GATE,
    verdict: worstVerdict(rows.map((row) => row.verdict)),
  };
}

/** Its first run on a state dir may write to it; that one is not timed, and ours is not before it. */
function measureRow({ profiles, goal }, peer, pairs) {
  const { home, check, remove } = statusCommands(profiles);
  try {
    const env = { HOME: home, PATH: "/usr/bin:/bin", LANG: "C.UTF-8", NO_COLOR: "1" };
    const openclaw = withExit({ argv: [...ALONE, peer, "models", "status", "--check"], env });
    if (openclaw.exit !== check.exit)
      throw new Error(`OpenClaw says ${openclaw.exit}, we say ${check.exit}.`);
    const figures = measurePaired({ floor: check, subject: { ...openclaw, rounds: 1 }, pairs });
    const { ratio, ratioLow, ratioHigh, floorCpuMs, subjectCpuMs } = figures;
    const verdict = verdictOfAtLeast(ratio, { goal, gate: GATE });
    return {
      profiles,
      timesLess: ratio,
      ratioLow,
      ratioHigh,
      ourCpuMs: floorCpuMs,
      openclawCpuMs: subjectCpuMs,
      goal,
      verdict,
    };
  } finally {
    remove();
  }
}
