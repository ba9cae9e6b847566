import { describe, expect, test } from "vitest";
import {
  DOCTOR_SEVERITIES,
  type DoctorCode,
  doctorExitCode,
  doctorFinding,
  summaryOf,
} from "#lib/domain/doctor.ts";
import { chmodFix } from "#lib/domain/doctor-fix.ts";
import type { DoctorReport, ReportFinding } from "#lib/openclaw/doctor-report.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { doctorView } from "#lib/views/doctor-view.ts";

function report(name: string, codes: DoctorCode[]): DoctorReport {
  const findings = codes.map((code, at): ReportFinding => {
    const fix = code === "folder_open_to_others" ? chmodFix(`/f${at}`, "0700") : undefined;
    const { evidence, ...finding } = doctorFinding(code, { file: `/f${at}` }, {}, fix);
    return { ...finding, family: null, evidence: { ...evidence, path: null } };
  });
  const summary = summaryOf(findings);
  return {
    asOfMs: NOW_MS,
    target: { stateDir: `/${name}`, gateway: { gatewayId: `gw_${name}`, name } },
    ownerUid: 0,
    findings,
    notChecked: ["shell_history"],
    summary,
    exitCode: doctorExitCode(summary),
  };
}

const HOME = report("home", ["key_blank", "drift", "drift", "folder_open_to_others", "profile_unused"]);
const WORK = report("work", ["drift"]);
const CLEAN = report("clean", []);

test("findings are grouped by gateway, severity and code, and the first of a code has it for an anchor", () => {
  const { examined, found } = doctorView([HOME, WORK], {});
  expect(found).toBe(6);
  expect(examined.map(({ name, openFiles }) => [name, openFiles])).toEqual([
    ["home", 1],
    ["work", 0],
  ]);
  const anchors = examined.map(({ severities }) =>
    severities.map(({ severity, kinds }) => [
      severity,
      ...kinds.map((kind) => `${kind.anchor} ${kind.findings.length}`),
    ]),
  );
  expect(anchors).toEqual([
    [
      ["error", "key_blank 1"],
      ["warning", "drift 2", "folder_open_to_others 1"],
      ["info", "profile_unused 1"],
    ],
    [["warning", "drift--gw_work 1"]],
  ]);
});

describe("a search", () => {
  test("keeps one gateway, one severity or one code", () => {
    expect(doctorView([HOME, WORK], { gateway: "gw_work" }).found).toBe(1);
    expect(doctorView([HOME, WORK], { severity: "warning" }).found).toBe(4);
    expect(doctorView([HOME, WORK], { code: "drift" }).found).toBe(3);
    expect(doctorView([HOME, WORK], { code: "nosuch" })).toMatchObject({ found: 0, examined: [] });
  });

  test("leaves the summary and the codes to choose from whole", () => {
    const { examined, codes } = doctorView([HOME], { severity: "error" });
    expect(examined[0]?.summary).toEqual({ error: 1, warning: 3, info: 1 });
    expect(codes.map(({ code }) => code)).toEqual([
      "key_blank",
      "drift",
      "folder_open_to_others",
      "profile_unused",
    ]);
  });

  test("shows a gateway without findings only when nothing is filtered away", () => {
    expect(doctorView([HOME, CLEAN], {}).examined.map(({ name }) => name)).toEqual(["home", "clean"]);
    expect(doctorView([HOME, CLEAN], { severity: "error" }).examined.map(({ name }) => name)).toEqual([
      "home",
    ]);
  });
});

test("a page holds fifty findings, and gateways that have none on it are left out", () => {
  const codes = Object.keys(DOCTOR_SEVERITIES) as DoctorCode[];
  const many = report(
    "many",
    Array.from({ length: 120 }, (_, at) => codes[at % 2] ?? "drift"),
  );
  const second = doctorView([many, WORK], { page: 3 });
  expect(second).toMatchObject({ found: 121, page: 3, pageCount: 3 });
  const rows = second.examined.flatMap(({ severities }) =>
    severities.flatMap(({ kinds }) => kinds.flatMap((each) => each.findings)),
  );
  expect(rows).toHaveLength(21);
  expect(doctorView([many, WORK], {}).examined.map(({ name }) => name)).toEqual(["many"]);
});
