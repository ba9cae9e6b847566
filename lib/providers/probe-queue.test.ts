import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { runInTurns } from "#lib/providers/probe-queue.ts";

type Task = { group: string; ms: number };

const tasks = (group: string, count: number, ms: number): Task[] =>
  Array.from({ length: count }, () => ({ group, ms }));

/** Runs tasks that only take time, and says how long each group took and how many ran at once. */
async function take(all: Task[], atOnce: number, slowMs = 60) {
  const startMs = performance.now();
  const endedAtMs = new Map<string, number>();
  const running = new Map<string, number>();
  const most = { all: 0, byGroup: new Map<string, number>(), besideOthers: new Map<string, number>() };
  const work = async ({ group, ms }: Task) => {
    running.set(group, (running.get(group) ?? 0) + 1);
    most.all = Math.max(
      most.all,
      [...running.values()].reduce((sum, count) => sum + count, 0),
    );
    const own = running.get(group) ?? 0;
    most.byGroup.set(group, Math.max(most.byGroup.get(group) ?? 0, own));
    if ([...running.values()].some((count, index) => count > 0 && [...running.keys()][index] !== group))
      most.besideOthers.set(group, Math.max(most.besideOthers.get(group) ?? 0, own));
    await pause(ms);
    running.set(group, (running.get(group) ?? 0) - 1);
    endedAtMs.set(group, performance.now() - startMs);
  };
  await runInTurns(all, ({ group }) => group, work, { atOnce, slowMs });
  return { endedAtMs, most };
}

describe("tasks in turns", () => {
  test("all run, never more at once than allowed, and all places are used", async () => {
    const { most, endedAtMs } = await take(tasks("one", 50, 20), 10);
    expect(most.all).toBe(10);
    expect(endedAtMs.get("one")).toBeGreaterThan(90);
  });

  test("of a group that hangs take only its share of the places, however many wait", async () => {
    const healthy = Array.from({ length: 9 }, (_, index) => tasks(`p${index}`, 5, 20)).flat();
    const { most } = await take([...tasks("hangs", 5, 400), ...healthy], 10);
    expect(most.besideOthers.get("hangs") ?? 1).toBe(1);
    expect(most.all).toBeLessThanOrEqual(10);
  });

  test("of a slow group start no others until one of them has ended", async () => {
    const { most } = await take([...tasks("slow", 4, 150), ...tasks("quick", 80, 10)], 4, 30);
    expect(most.besideOthers.get("slow")).toBe(2);
    expect(most.byGroup.get("quick")).toBeGreaterThanOrEqual(2);
  });

  test("of a group that has answered take the places that nobody else wants", async () => {
    const { most } = await take([...tasks("many", 40, 10), ...tasks("one", 1, 10)], 8);
    expect(most.byGroup.get("many")).toBe(8);
  });

  test("of a group that hangs all run together once the others are done", async () => {
    const { most } = await take([...tasks("hangs", 5, 100), ...tasks("quick", 5, 10)], 10);
    expect(most.byGroup.get("hangs")).toBe(5);
  });

  test("that throw do not stop the others, and the first error is thrown at the end", async () => {
    const done: number[] = [];
    const failing = runInTurns(
      [1, 2, 3, 4],
      () => "one",
      async (task) => {
        if (task === 2) throw new Error("second");
        done.push(task);
      },
      { atOnce: 1 },
    );
    await expect(failing).rejects.toThrow("second");
    expect(done).toEqual([1, 3, 4]);
  });

  test("are not started after an abort, and those that run come to their end", async () => {
    const controller = new AbortController();
    const ended: number[] = [];
    await runInTurns(
      [1, 2, 3, 4, 5, 6],
      () => "one",
      async (task) => {
        if (task === 2) controller.abort();
        await pause(20);
        ended.push(task);
      },
      { atOnce: 2, signal: controller.signal },
    );
    expect(ended).toEqual([1, 2]);
  });

  test("start at different moments with jitter", async () => {
    const startMs = performance.now();
    const starts: number[] = [];
    await runInTurns(
      [1, 2, 3, 4, 5, 6, 7, 8],
      () => "one",
      async () => {
        starts.push(performance.now() - startMs);
      },
      { atOnce: 8, jitterMs: 80 },
    );
    expect(Math.max(...starts) - Math.min(...starts)).toBeGreaterThan(5);
    expect(Math.max(...starts)).toBeLessThan(200);
  });

  test("none at all are done at once", async () => {
    await expect(
      runInTurns(
        [],
        () => "",
        async () => undefined,
        { atOnce: 3 },
      ),
    ).resolves.toBeUndefined();
  });
});
