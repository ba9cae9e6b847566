import { median, round } from "./paired.mjs";
import { clientOf, cpuMsOf } from "./web-server.mjs";

/** So much CPU one sample takes, at most so many requests: a dear page needs few to be seen. */
const SAMPLE_CPU_MS = 250;
const REQUESTS_MAX = 24;
const WARM_UPS = 40;

/**
 * Asks every page of every server in turn, round after round, and compares the server's CPU for each request with the
 * floor's in the same round.
 *
 * @param {{ name: string, server: import("./web-server.mjs").WebServer, address: string }[]} targets the floor first
 * @returns one row for each target, in their order
 */
export async function measurePages(targets, { rounds, connections }) {
  const seats = [];
  for (const target of targets) seats.push(await seatOf(target, connections));
  for (let n = 0; n < rounds; n++) for (const seat of seats) seat.samples.push(await sampleOf(seat));
  for (const { client } of seats) client.close();
  const [floor] = seats;
  return seats.map(({ name, samples }) => ({
    name,
    connections,
    ratio: round(median(samples.map(({ cpuMs }, n) => cpuMs / floor.samples[n].cpuMs)), 2),
    cpuMs: round(median(samples.map(({ cpuMs }) => cpuMs)), 2),
    ttfbMs: round(median(samples.flatMap(({ ttfbMs }) => ttfbMs)), 1),
    samples: samples.map(({ cpuMs }) => cpuMs),
  }));
}

async function seatOf({ name, server, address }, connections) {
  const client = clientOf(server, connections);
  const seat = { name, server, address, client, connections, requests: 1, samples: [] };
  const first = await sampleOf(seat);
  seat.requests = Math.min(WARM_UPS, Math.max(1, Math.round((4 * SAMPLE_CPU_MS) / first.cpuMs)));
  const warm = await sampleOf(seat);
  seat.requests = Math.min(REQUESTS_MAX, Math.max(connections, Math.round(SAMPLE_CPU_MS / warm.cpuMs)));
  return seat;
}

async function sampleOf({ name, server, address, client, connections, requests }) {
  const before = cpuMsOf(server.pid);
  const ttfbMs = [];
  let left = requests;
  const ask = async () => {
    while (left-- > 0) {
      const answer = await client.get(address);
      if (answer.status !== 200) throw new Error(`${name}: ${address} gave ${answer.status}.`);
      ttfbMs.push(answer.ttfbMs);
    }
  };
  await Promise.all(Array.from({ length: connections }, ask));
  return { cpuMs: (cpuMsOf(server.pid) - before) / requests, ttfbMs };
}
