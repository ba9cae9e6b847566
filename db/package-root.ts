/**
 * The folder that holds package.json, db/migrations and node_modules.
 *
 * Bundles move code away from its folder, so `bin/clawkeep` and the scripts say where it is; tests and
 * `next build` run inside it.
 */
export function packageRoot(): string {
  // biome-ignore lint/style/noProcessEnv: where the package lies is known to the entry point alone.
  return process.env.CLAWKEEP_ROOT ?? process.cwd();
}
