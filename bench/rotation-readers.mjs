import { round } from "./paired.mjs";
import { clientOf, startConsole } from "./web-server.mjs";

const ADDRESSES = ["/", "/profiles"];
const WARM_UPS = 60;
/** Between two questions, so that reading alone does not fill the processor. */
const PAUSE_MS = 10;

/**
 * How long pages take while the server that draws them seals everything anew, against the same server at rest.
 *
 * One reader asks for the status page and the list of profiles in turn, `requests` times at rest and as often while
 * rotations follow one another.
 */
export async function measureReaders({ rotationIn }, { profiles, requests }) {
  const server = await startConsole(profiles);
  const client = clientOf(server);
  const rotation = rotationIn(server.home);
  try {
    await ask(client, WARM_UPS);
    const idle = await ask(client, requests);
    let rotations = 0;
    const busy = await ask(client, requests, () => {
      if (rotation.isRunning()) return true;
      rotation.start();
      rotations += 1;
      return false;
    });
    const [idleMs, busyMs] = [idle, busy].map((taken) => ({ p50: at(taken, 0.5), p99: at(taken, 0.99) }));
    return {
      profiles,
      requests: busy.length,
      rotations,
      idleMs,
      busyMs,
      ratio: round(busyMs.p99 / idleMs.p99, 2),
    };
  } finally {
    rotation.close();
    client.close();
    await server.stop();
  }
}

/** How long each answer took. Those that `counts` says no to are asked for and do not count. */
async function ask(client, requests, counts = () => true) {
  const taken = [];
  for (let n = 0; taken.length < requests; n++) {
    const isCounted = counts();
    const started = performance.now();
    const { status } = await client.get(ADDRESSES[n % ADDRESSES.length]);
    if (status !== 200) throw new Error(`A page gave ${status}.`);
    if (isCounted) taken.push(performance.now() - started);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return taken;
}

function at(taken, share) {
  const sorted = taken.toSorted((a, b) => a - b);
  return round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))], 1);
}
