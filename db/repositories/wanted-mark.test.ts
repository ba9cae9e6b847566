import path from "node:path";
import { expect, test } from "vitest";
import { openDatabase } from "#db/client.ts";
import { mutate, type Stamp } from "#db/mutate.ts";
import { wantedMark } from "#db/repositories/wanted-mark.ts";
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
  return { one, other };
}

const GATEWAY =
  "INSERT INTO gateways (id, name, state_dir, created_at_ms, created_by) VALUES ('g', 'g', '/g', 1, 'x')";
const PROFILE =
  "INSERT INTO profiles (id, gateway_id, agent_id, profile_id, provider, type, source, version, created_at_ms, " +
  "changed_at_ms, changed_by) VALUES ('p', 'g', 'main', 'openai:a', 'openai', 'api_key', 'vault', 1, 1, 1, 'x')";
const DATA_KEY_ID = "dk_".padEnd(27, "0");
const DATA_KEY = `INSERT INTO data_keys (id, purpose, keyring_key_id, wrapped, created_at_ms) VALUES ('${DATA_KEY_ID}', 'seal', 'k', 'w1.a', 1)`;
const CREDENTIAL =
  "INSERT INTO credentials (id, profile_row_id, sealed, fingerprint, created_at_ms, created_by) " +
  `VALUES ('c', 'p', 'v1.${DATA_KEY_ID}.a', 'f', 1, 'x')`;
const ORDER =
  "INSERT INTO order_overrides (gateway_id, agent_id, provider, version, changed_at_ms, changed_by) " +
  "VALUES ('g', 'main', 'openai', 1, 1, 'x')";
const ENTRY = "INSERT INTO published_entries VALUES ('g', 'main', 'profile', 'openai:a', '{}', 1)";

const BEFORE = [DATA_KEY, GATEWAY, PROFILE, CREDENTIAL, ORDER, ENTRY];

test.each([
  ["a gateway is added", [], GATEWAY],
  ["a gateway is renamed", BEFORE, "UPDATE gateways SET name = 'h'"],
  ["a gateway is removed", [GATEWAY], "DELETE FROM gateways"],
  ["a profile is added", [GATEWAY], PROFILE],
  ["a profile is changed", BEFORE, "UPDATE profiles SET label = 'work'"],
  ["a profile is removed", BEFORE, "DELETE FROM profiles"],
  ["a secret is taken away", BEFORE, "DELETE FROM credentials"],
  ["a secret is another one", BEFORE, "UPDATE credentials SET fingerprint = 'g'"],
  ["an override is set", [GATEWAY], ORDER],
  ["an override is changed", BEFORE, "UPDATE order_overrides SET version = 2"],
  ["an override is forgotten", BEFORE, "DELETE FROM order_overrides"],
  ["something is published", [GATEWAY], ENTRY],
  ["something is published again", BEFORE, "UPDATE published_entries SET published_at_ms = 2"],
  ["a publication is taken back", BEFORE, "DELETE FROM published_entries"],
])("the mark is another one when %s, and every connection sees it", (_what, before, write) => {
  const { one, other } = twoConnections();
  for (const each of before) other.raw.exec(each);
  const marks = [wantedMark(one.reader), wantedMark(other.reader)];
  other.raw.exec(write);
  expect(wantedMark(one.reader)).not.toBe(marks[0]);
  expect(wantedMark(other.reader)).not.toBe(marks[1]);
});

test("the mark stays while other things are written", () => {
  const { one, other } = twoConnections();
  for (const each of BEFORE) one.raw.exec(each);
  const before = wantedMark(one.reader);
  mutate(other, STAMP, () => ({ result: null, audit: { event: "secret.resolved", subject: "g" } }));
  one.raw.exec("UPDATE credentials SET sealed = sealed || 'b'");
  expect(wantedMark(one.reader)).toBe(before);
});
