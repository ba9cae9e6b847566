import type { TestContext } from "vitest";

declare module "vitest" {
  interface TaskMeta {
    /** What the security suites list beside a test: a measured number with its unit. */
    figures?: string[];
  }
}

/** Puts a figure beside this test in the list of its suite. */
export function sayFigure({ task }: Pick<TestContext, "task">, figure: string): void {
  task.meta.figures = [...(task.meta.figures ?? []), figure];
}
