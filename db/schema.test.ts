import path from "node:path";
import { getTableConfig, SQLiteTable } from "drizzle-orm/sqlite-core";
import { expect, test } from "vitest";
import * as alertSchema from "#db/alert-schema.ts";
import * as auditSchema from "#db/audit-schema.ts";
import * as backupSchema from "#db/backup-schema.ts";
import { openDatabase } from "#db/client.ts";
import * as derivedSchema from "#db/derived-schema.ts";
import * as factorSchema from "#db/factor-schema.ts";
import * as gatewaySchema from "#db/gateway-schema.ts";
import * as oidcSchema from "#db/oidc-schema.ts";
import * as peopleSchema from "#db/people-schema.ts";
import * as probeSchema from "#db/probe-schema.ts";
import * as schema from "#db/schema.ts";
import * as vaultSchema from "#db/vault-schema.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

type Column = { name: string; type: string; notnull: number; pk: number };

const tables = Object.values({
  ...schema,
  ...probeSchema,
  ...alertSchema,
  ...auditSchema,
  ...backupSchema,
  ...derivedSchema,
  ...factorSchema,
  ...gatewaySchema,
  ...oidcSchema,
  ...peopleSchema,
  ...vaultSchema,
}).filter((value) => value instanceof SQLiteTable);

test("drizzle believes what the migrations made: tables, columns, types, nullability and keys", () => {
  const db = openDatabase(path.join(temporaryFolder(), "clawkeep.sqlite"));
  const made = db.raw
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .pluck()
    .all()
    .filter((name) => name !== "schema_migrations");
  expect(tables.map((table) => getTableConfig(table).name).sort()).toEqual(made);

  for (const table of tables) {
    const config = getTableConfig(table);
    const composite = new Set(config.primaryKeys.flatMap((key) => key.columns.map((column) => column.name)));
    const believed = config.columns.map((column) => ({
      name: column.name,
      type: column.getSQLType().toUpperCase(),
      notnull: Number(column.notNull || column.primary || composite.has(column.name)),
      pk: Number(column.primary || composite.has(column.name)),
    }));
    const found = (db.raw.pragma(`table_info(${config.name})`) as Column[]).map(
      ({ name, type, notnull, pk }) => ({
        name,
        type,
        notnull: Number(notnull === 1 || pk > 0),
        pk: Number(pk > 0),
      }),
    );
    expect({ table: config.name, columns: believed }).toEqual({ table: config.name, columns: found });
  }
  db.close();
});

test("every table is strict", () => {
  const db = openDatabase(path.join(temporaryFolder(), "clawkeep.sqlite"));
  const lax = db.raw
    .prepare(
      "SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'",
    )
    .pluck()
    .all();
  expect(lax).toEqual([]);
  db.close();
});
