/**
 * In JavaScript, so that the console starts without loading a compiler: 24 MiB, and a good part of the start.
 *
 * @type {import("next").NextConfig}
 */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  typedRoutes: true,
  images: { unoptimized: true },
  // Every page has its title from its first byte on: for people without scripts, and for screen readers that
  // speak the title as soon as a page changes.
  htmlLimitedBots: /.*/,
  // `npm run verify` checks the types in a step of its own; a build on someone's machine need not repeat it.
  typescript: { ignoreBuildErrors: true },
  // Native modules are loaded from node_modules at run time.
  serverExternalPackages: ["better-sqlite3", "better-sqlite3-napi", "@node-rs/argon2"],
  // A page's code is loaded when it is first asked for: all of it at once is half of the start, and is never given back.
  experimental: { preloadEntriesOnStart: false },
  headers: async () => [{ source: "/api/:path*", headers: [{ key: "Cache-Control", value: "no-store" }] }],
};

export default config;
