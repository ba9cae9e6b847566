import { expect, test } from "vitest";
import { TaskQueue } from "#lib/vault/task-queue.ts";

const full = () => new Error("full");
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

test("never more than so many tasks run at once, and all run in the order they came", async () => {
  const queue = new TaskQueue({ atOnce: 2, waitingMax: 100 });
  const started: number[] = [];
  let running = 0;
  let most = 0;
  const task = (number: number) => async () => {
    started.push(number);
    running += 1;
    most = Math.max(most, running);
    await turn();
    running -= 1;
    return number;
  };
  const numbers = Array.from({ length: 30 }, (_, number) => number);
  expect(await Promise.all(numbers.map((number) => queue.run(task(number), full)))).toEqual(numbers);
  expect(started).toEqual(numbers);
  expect(most).toBe(2);
});

test("a task that fails makes room for the next", async () => {
  const queue = new TaskQueue({ atOnce: 1, waitingMax: 1 });
  const failing = queue.run(() => Promise.reject(new Error("failed")), full);
  const next = queue.run(() => Promise.resolve("done"), full);
  await expect(failing).rejects.toThrow("failed");
  expect(await next).toBe("done");
  expect(await queue.run(() => Promise.resolve("again"), full)).toBe("again");
});

test("one too many is refused without being run, and the others are not disturbed", async () => {
  const queue = new TaskQueue({ atOnce: 1, waitingMax: 1 });
  const first = queue.run(turn, full);
  const second = queue.run(() => Promise.resolve("second"), full);
  let ran = false;
  const third = queue.run(async () => {
    ran = true;
  }, full);
  await expect(third).rejects.toThrow("full");
  await first;
  expect(await second).toBe("second");
  expect(ran).toBe(false);
});
