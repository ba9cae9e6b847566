import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

type Rgb = [red: number, green: number, blue: number];

/** WCAG 2.2 AA: text, and what shows where a control is. */
const TEXT = 4.5;
const CONTROL = 3;

const css = readFileSync(new URL("../globals.css", import.meta.url), "utf8");
const TONES = ["info", "success", "warn", "danger"];
const SURFACES = ["canvas", "surface", "sunken", "raised", "hover"];

const PAIRS: [foreground: string, background: string, least: number][] = [
  ...["fg", "fg-muted", ...TONES.map((tone) => `${tone}-fg`)].flatMap((text) =>
    SURFACES.map((surface): [string, string, number] => [text, surface, TEXT]),
  ),
  ...["fg-subtle", "accent"].flatMap((text) =>
    ["canvas", "surface", "sunken", "raised"].map((surface): [string, string, number] => [
      text,
      surface,
      TEXT,
    ]),
  ),
  ...TONES.flatMap((tone): [string, string, number][] => [
    [`${tone}-fg`, `${tone}-bg`, TEXT],
    ["fg", `${tone}-bg`, TEXT],
  ]),
  ["accent", "accent-soft", TEXT],
  ["fg-muted", "accent-soft", TEXT],
  ["on-primary", "primary", TEXT],
  ["on-primary", "primary-hover", TEXT],
  ["on-danger", "danger-solid", TEXT],
  ["on-danger", "danger-solid-hover", TEXT],
  ["control", "surface", CONTROL],
  ["control", "raised", CONTROL],
];

describe.each(["light", "dark"] as const)("in the %s theme", (theme) => {
  test.each(PAIRS)("%s on %s has enough contrast", (foreground, background, least) => {
    expect(contrast(token(foreground, theme), token(background, theme))).toBeGreaterThanOrEqual(least);
  });
});

test("the measure agrees with a known pair", () => {
  expect(contrast(oklch("1 0 0"), oklch("0 0 0"))).toBeCloseTo(21, 1);
});

/** The colour of one theme, as globals.css writes it. */
function token(name: string, theme: "light" | "dark"): Rgb {
  const value = new RegExp(`--color-${name}: ([^;]+);`).exec(css)?.[1] ?? "";
  const colours = [...value.matchAll(/oklch\(([^)]+)\)/g)].map(([, numbers = ""]) => oklch(numbers));
  const colour = theme === "dark" ? colours.at(-1) : colours[0];
  if (!colour) throw new Error(`globals.css has no --color-${name}`);
  return colour;
}

/** Linear sRGB of `L C h`, clipped to what a screen shows. Source: Björn Ottosson, "A perceptual color space for image processing". */
function oklch(numbers: string): Rgb {
  const [lightness = 0, chroma = 0, hue = 0] = numbers.split(/\s+/).map(Number);
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear: Rgb = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return linear.map((part) => Math.min(1, Math.max(0, part))) as Rgb;
}

function contrast(one: Rgb, other: Rgb): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
