import { keepMemoryOutOfCores } from "#cli/core-dump.ts";

/** Holds what it is given on standard input, as a string and as bytes, and ends with a core dump. */
const [isGuarded = ""] = process.argv.slice(2);
if (isGuarded === "guarded") keepMemoryOutOfCores();
const chunks: Buffer[] = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const held = { bytes: Buffer.concat(chunks), text: Buffer.concat(chunks).toString("utf8") };
process.on("exit", () => held.text.length + held.bytes.length);
process.kill(process.pid, "SIGSEGV");
setInterval(() => held, 1000);
