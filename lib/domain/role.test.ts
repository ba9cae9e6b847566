import { describe, expect, test } from "vitest";
import { PERMISSIONS, ROLES, roleAllows } from "#lib/domain/role.ts";

describe("a role", () => {
  test.each([
    { role: "viewer", permissions: ["status:read", "audit:read"] },
    {
      role: "operator",
      permissions: [
        "status:read",
        "audit:read",
        "credential:manage",
        "order:manage",
        "publish",
        "probe:manage",
        "alert:handle",
      ],
    },
    {
      role: "admin",
      permissions: [
        "status:read",
        "audit:read",
        "credential:manage",
        "order:manage",
        "publish",
        "probe:manage",
        "alert:handle",
        "gateway:manage",
        "token:manage",
        "alert:manage",
        "audit:export",
        "key:read",
      ],
    },
    { role: "owner", permissions: [...PERMISSIONS] },
  ] as const)("$role may do exactly what its row of the table says", ({ role, permissions }) => {
    expect(PERMISSIONS.filter((permission) => roleAllows(role, permission))).toEqual(permissions);
  });

  test("holds everything a weaker role holds", () => {
    for (const [at, weaker] of ROLES.entries()) {
      const stronger = ROLES[at - 1];
      if (!stronger) continue;
      const lost = PERMISSIONS.filter((item) => roleAllows(weaker, item) && !roleAllows(stronger, item));
      expect(lost).toEqual([]);
    }
  });
});
