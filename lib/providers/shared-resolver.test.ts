import { expect, test } from "vitest";
import { sharedResolver } from "#lib/providers/shared-resolver.ts";

/** A resolver that answers when it is told to, and remembers what it was asked for. */
function slowResolver() {
  const asked: string[] = [];
  const open = new Map<string, { answer(addresses: string[]): void; fail(): void }>();
  const resolve = (hostname: string) => {
    asked.push(hostname);
    return new Promise<string[]>((answer, reject) => {
      open.set(hostname, { answer, fail: () => reject(new Error("ENOTFOUND")) });
    });
  };
  const of = (hostname: string) => {
    const found = open.get(hostname);
    if (!found) throw new Error(`Nobody asked for ${hostname}.`);
    return found;
  };
  return { asked, resolve, of };
}

test("a name that many ask for at once is resolved once, and again when it is asked for later", async () => {
  const { asked, resolve, of } = slowResolver();
  const shared = sharedResolver(resolve, 2);
  const both = Promise.all([shared("a.test"), shared("a.test")]);
  of("a.test").answer(["192.0.2.1"]);
  expect(await both).toEqual([["192.0.2.1"], ["192.0.2.1"]]);
  const later = shared("a.test");
  of("a.test").answer(["192.0.2.2"]);
  expect(await later).toEqual(["192.0.2.2"]);
  expect(asked).toEqual(["a.test", "a.test"]);
});

test("no more names are resolved together than allowed, and each gets its turn", async () => {
  const { asked, resolve, of } = slowResolver();
  const shared = sharedResolver(resolve, 2);
  const answers = ["a", "b", "c", "d"].map((name) => shared(name));
  expect(asked).toEqual(["a", "b"]);
  of("b").answer(["192.0.2.2"]);
  await answers[1];
  await Promise.resolve();
  expect(asked).toEqual(["a", "b", "c"]);
  of("c").answer([]);
  await answers[2];
  await Promise.resolve();
  expect(asked).toEqual(["a", "b", "c", "d"]);
  of("a").answer([]);
  of("d").answer(["192.0.2.4"]);
  expect(await Promise.all(answers)).toEqual([[], ["192.0.2.2"], [], ["192.0.2.4"]]);
});

test("a name that is not found is told to all who asked, gives its place up, and is asked for again", async () => {
  const { asked, resolve, of } = slowResolver();
  const shared = sharedResolver(resolve, 1);
  const first = Promise.allSettled([shared("a"), shared("a"), shared("b")]);
  of("a").fail();
  await new Promise((done) => setTimeout(done));
  of("b").answer(["192.0.2.2"]);
  expect((await first).map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled"]);
  const again = shared("a");
  of("a").answer(["192.0.2.1"]);
  expect(await again).toEqual(["192.0.2.1"]);
  expect(asked).toEqual(["a", "b", "a"]);
});
