/** What an account may be, most powerful first. */
export const ROLES = ["owner", "admin", "operator", "viewer"] as const;

export type Role = (typeof ROLES)[number];

/** What an operation can ask for. Each operation asks for exactly one of these. */
export const PERMISSIONS = [
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
  "people:manage",
  "key:manage",
] as const;

export type Permission = (typeof PERMISSIONS)[number];

const VIEWER: readonly Permission[] = ["status:read", "audit:read"];
const OPERATOR: readonly Permission[] = [
  ...VIEWER,
  "credential:manage",
  "order:manage",
  "publish",
  "probe:manage",
  "alert:handle",
];
const ADMIN: readonly Permission[] = [
  ...OPERATOR,
  "gateway:manage",
  "token:manage",
  "alert:manage",
  "audit:export",
  "key:read",
];
const OWNER: readonly Permission[] = [...ADMIN, "people:manage", "key:manage"];

const GRANTS: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  owner: new Set(OWNER),
  admin: new Set(ADMIN),
  operator: new Set(OPERATOR),
  viewer: new Set(VIEWER),
};

/** Says whether a role holds a permission. Each role holds everything the next weaker one does. */
export function roleAllows(role: Role, permission: Permission): boolean {
  return GRANTS[role].has(permission);
}

export function isRole(value: unknown): value is Role {
  return ROLES.some((role) => role === value);
}
