/**
 * Loaded before both programs: time stands still, and nothing but this machine can be asked.
 *
 * Only `Date` stands; timers run, so that timeouts still end what hangs.
 */

const nowMs = Number(process.env.CLAWKEEP_DIFFERENTIAL_NOW_MS);
const RealDate = Date;
const realFetch = globalThis.fetch;
const HERE = new Set(["127.0.0.1", "localhost", "[::1]"]);

globalThis.Date = class StandingDate extends RealDate {
  constructor(...parts) {
    super(...(parts.length === 0 ? [nowMs] : parts));
  }

  static now() {
    return nowMs;
  }
};

globalThis.fetch = async (input, init) => {
  const { hostname } = new URL(input instanceof Request ? input.url : String(input));
  if (!HERE.has(hostname)) throw new TypeError("fetch failed");
  return realFetch(input, init);
};
