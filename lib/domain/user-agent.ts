/** A browser and a system by their own names; null for one that is not recognised. */
export type Device = { browser: string | null; system: string | null };

/** Chrome’s name is in most others’ too, so they come first; Safari’s is in all of WebKit. */
const BROWSERS: readonly (readonly [name: string, sign: RegExp])[] = [
  ["Edge", /\bEdg(?:A|iOS)?\//],
  ["Opera", /\bOPR\//],
  ["Samsung Internet", /\bSamsungBrowser\//],
  ["Firefox", /\b(?:Firefox|FxiOS)\//],
  ["Chrome", /\b(?:HeadlessChrome|Chrome|CriOS|Chromium)\//],
  ["Safari", /\bVersion\/.*\bSafari\//],
  ["curl", /^curl\//],
];

/** Android says Linux as well, and an iPad may say Mac. */
const SYSTEMS: readonly (readonly [name: string, sign: RegExp])[] = [
  ["Android", /\bAndroid\b/],
  ["iOS", /\b(?:iPhone|iPad|iPod)\b/],
  ["Windows", /\bWindows\b/],
  ["macOS", /\bMac OS X\b|\bMacintosh\b/],
  ["ChromeOS", /\bCrOS\b/],
  ["Linux", /\bLinux\b/],
];

/** Says roughly what a session is used with. The header is what the client claims: it helps a person, it proves nothing. */
export function deviceOf(userAgent: string | null): Device {
  const text = userAgent ?? "";
  const first = (table: typeof BROWSERS) => table.find(([, sign]) => sign.test(text))?.[0] ?? null;
  return { browser: first(BROWSERS), system: first(SYSTEMS) };
}
