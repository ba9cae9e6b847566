import { pathToFileURL } from "node:url";

/** Goes on with the rotation of a home, until it is done or this process is killed. Says when it begins. */
const [bundle, home, laterMs] = process.argv.slice(2);
const { driveIn } = await import(pathToFileURL(bundle).href);
process.stdout.write("ready\n");
const cpuMs = await driveIn(home, Number(laterMs));
process.stdout.write(JSON.stringify({ cpuMs }));
