/** Says that this process is ready and waits until it is let go; `runTogether` is the other side. */
export async function waitForTheOthers(): Promise<void> {
  process.stdout.write("ready\n");
  for await (const _ of process.stdin) {
    // Nothing is ever sent; the end is the signal.
  }
}
