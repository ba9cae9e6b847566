import { mergeConfig } from "vitest/config";
import everyday from "./vitest.config.ts";

/** The same tests with their trials at full size, as the security suites run them. */
export default mergeConfig(everyday, { test: { provide: { trial: "full" } } });
