/** Runs tasks a few at a time, in the order they came; the rest wait, up to a limit. */
export class TaskQueue {
  readonly #atOnce: number;
  readonly #waitingMax: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(limits: { atOnce: number; waitingMax: number }) {
    this.#atOnce = limits.atOnce;
    this.#waitingMax = limits.waitingMax;
  }

  /** The task's own outcome, or `refuse()` thrown when too many are waiting already. */
  async run<T>(task: () => Promise<T>, refuse: () => Error): Promise<T> {
    if (this.#running < this.#atOnce) this.#running += 1;
    else if (this.#waiting.length >= this.#waitingMax) throw refuse();
    else await new Promise<void>((start) => this.#waiting.push(start));
    try {
      return await task();
    } finally {
      this.#handOver();
    }
  }

  /** The place goes straight to the next in line: in between, nobody can slip in. */
  #handOver(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#running -= 1;
  }
}
