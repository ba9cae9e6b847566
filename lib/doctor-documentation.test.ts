import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DOCTOR_CODES, DOCTOR_SEVERITIES } from "#lib/domain/doctor.ts";
import { translator } from "#lib/messages.ts";
import { FINDING_CODES, finding } from "#lib/openclaw/finding.ts";
import { familyOf } from "#lib/openclaw/finding-family.ts";

const t = translator("en");

test("docs/doctor.md lists every code with its severity and title, and no other", () => {
  const own = DOCTOR_CODES.map((code) => row(code, DOCTOR_SEVERITIES[code], t(`doctor.codes.${code}.title`)));
  const ofFiles = FINDING_CODES.map((code) =>
    row(code, finding(code, null).severity, t(`doctor.families.${familyOf(code)}.title`)),
  );
  const document = readFileSync("docs/doctor.md", "utf8").split("\n");
  expect(document.filter((line) => /^\| `\w+` \| (error|warning|info) \|/.test(line))).toEqual([
    ...own,
    ...ofFiles,
  ]);
});

function row(code: string, severity: string, title: string): string {
  return `| \`${code}\` | ${severity} | ${title} |`;
}
