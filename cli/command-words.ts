/** The most words a command has: `models auth order set`. */
const WORDS_MAX = 4;

/** The longest command that the command line begins with, or null. */
export function longestMatch(commands: readonly string[], argv: readonly string[]): string | null {
  for (let length = Math.min(WORDS_MAX, argv.length); length > 0; length -= 1) {
    const words = argv.slice(0, length).join(" ");
    if (commands.includes(words)) return words;
  }
  return null;
}

/** After `--` everything is an argument. */
export function asksForHelp(argv: readonly string[]): boolean {
  const flags = argv.includes("--") ? argv.slice(0, argv.indexOf("--")) : argv;
  return flags.includes("--help") || flags.includes("-h");
}
