import path from "node:path";
import { expect, test } from "vitest";
import { openDatabase } from "#db/client.ts";
import { mutate, NO_CHANGE, type Stamp } from "#db/mutate.ts";
import { databaseMark } from "#db/repositories/database-mark.ts";
import { saveSetting } from "#db/repositories/settings.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { afterThisTest, temporaryFolder } from "#lib/testing/temporary-folder.ts";

const STAMP: Stamp = { actorKind: "system", actor: "system", atMs: NOW_MS };

function twoConnections() {
  const file = path.join(temporaryFolder(), "clawkeep.sqlite");
  const [one, other] = [openDatabase(file), openDatabase(file)];
  afterThisTest(() => {
    one.close();
    other.close();
  });
  const save = (db: typeof one, value: string) =>
    mutate(db, STAMP, (tx) => {
      saveSetting(tx, "vault_id", value);
      return { result: null, audit: { event: "test", subject: "x" } };
    });
  return { one, other, save };
}

test("the mark stays while nobody writes, whoever reads", () => {
  const { one, other } = twoConnections();
  const before = databaseMark(one.reader);
  databaseMark(other.reader);
  mutate(one, STAMP, () => ({ result: null, audit: NO_CHANGE }));
  expect(databaseMark(one.reader)).toBe(before);
});

test("the mark is another one after a write, of this connection or another", () => {
  const { one, other, save } = twoConnections();
  const marks = [databaseMark(one.reader)];
  save(one, "v_1");
  marks.push(databaseMark(one.reader));
  save(other, "v_2");
  marks.push(databaseMark(one.reader));
  save(other, "v_3");
  marks.push(databaseMark(one.reader));
  expect(new Set(marks).size).toBe(4);
});
