import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Starts `slow-provider.mjs`; `figures()` says what it saw since they were asked last. */
export async function startProvider(delayMs) {
  const file = fileURLToPath(new URL("slow-provider.mjs", import.meta.url));
  const child = spawn(process.execPath, [file, String(delayMs)], { stdio: ["ignore", "pipe", "inherit"] });
  const port = await new Promise((resolve, reject) => {
    child.stdout.once("data", (text) => resolve(Number(text)));
    child.once("exit", () => reject(new Error("The provider did not start.")));
  });
  return {
    port,
    figures: async () => (await fetch(`http://127.0.0.1:${port}/figures`)).json(),
    stop: () => child.kill(),
  };
}

/** `count` profiles over ten providers. */
export function overTen(count) {
  return Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`p${index}`, count / 10]));
}

/** From the first request's arrival to the last answer, in milliseconds; of these providers only, when named. */
export function spanOf({ firstMs, lastMs }, providers = Object.keys(lastMs)) {
  return Math.max(...providers.map((provider) => lastMs[provider])) - firstMs;
}

export function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
