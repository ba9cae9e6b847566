/** How many tasks run at once, and how long a task may take before its group is called slow, in milliseconds. */
export type QueueLimits = { atOnce: number; slowMs?: number; jitterMs?: number };

type Group<T> = { waiting: T[]; startedAtMs: Set<{ atMs: number }>; hasAnswered: boolean };

const SLOW_MS = 1_000;

/**
 * Runs `work` for every task, at most `atOnce` of them together, so that one group that hangs holds the others up as
 * little as it can: until it has answered in time a group gets its fair share of the places, and while one of its tasks
 * takes longer than `slowMs` it gets no further place, as long as there are others. Of the groups that may start, the one with the fewest running
 * comes first.
 *
 * `jitterMs` delays each start by up to that much. After an abort nothing more is started, and the promise settles when
 * what runs has ended; `work` sees the same signal. A task that throws does not stop the others: the first error is
 * thrown at the end.
 */
export async function runInTurns<T>(
  tasks: readonly T[],
  groupOf: (task: T) => string,
  work: (task: T) => Promise<void>,
  { atOnce, slowMs = SLOW_MS, jitterMs = 0, signal }: QueueLimits & { signal?: AbortSignal },
): Promise<void> {
  const groups = new Map<string, Group<T>>();
  for (const task of tasks) {
    const name = groupOf(task);
    const group = groups.get(name) ?? { waiting: [], startedAtMs: new Set(), hasAnswered: false };
    group.waiting.push(task);
    groups.set(name, group);
  }
  const all = [...groups.values()];
  const share = Math.max(1, Math.ceil(atOnce / Math.max(1, all.length)));
  const errors: unknown[] = [];

  const isIdle = ({ waiting, startedAtMs }: Group<T>) => waiting.length === 0 && startedAtMs.size === 0;
  const mayStart = (group: Group<T>) => {
    if (group.waiting.length === 0) return false;
    if (all.every((other) => other === group || isIdle(other))) return true;
    if (!group.hasAnswered && group.startedAtMs.size >= share) return false;
    const slowSinceMs = performance.now() - slowMs;
    return ![...group.startedAtMs].some(({ atMs }) => atMs < slowSinceMs);
  };

  const next = (): Group<T> | undefined =>
    all
      .filter(mayStart)
      .reduce<Group<T> | undefined>(
        (least, group) => (least && least.startedAtMs.size <= group.startedAtMs.size ? least : group),
        undefined,
      );

  await new Promise<void>((resolve) => {
    let running = 0;
    const fill = () => {
      while (running < atOnce && !signal?.aborted) {
        const group = next();
        const task = group?.waiting.shift();
        if (!group || task === undefined) break;
        running += 1;
        void run(group, task).finally(() => {
          running -= 1;
          fill();
        });
      }
      if (running === 0) resolve();
    };
    fill();
  });
  if (errors.length > 0) throw errors[0];

  async function run(group: Group<T>, task: T): Promise<void> {
    const mark = { atMs: performance.now() };
    group.startedAtMs.add(mark);
    try {
      await delay(Math.random() * jitterMs, signal);
      mark.atMs = performance.now();
      if (!signal?.aborted) await work(task);
    } catch (error) {
      errors.push(error);
    } finally {
      group.startedAtMs.delete(mark);
      group.hasAnswered ||= performance.now() - mark.atMs < slowMs;
    }
  }
}

function delay(ms: number, signal: AbortSignal | undefined): Promise<void> {
  if (ms === 0 || signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done, { once: true });
  });
}
