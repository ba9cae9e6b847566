import { writeFileSync } from "node:fs";
import { test } from "vitest";
import type { Place } from "#lib/domain/place.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { createDataKey } from "#lib/vault/data-key.ts";
import { newKeyringText, parseKeyring } from "#lib/vault/keyring-format.ts";
import type { Sealer } from "#lib/vault/sealer.ts";
import { openVault } from "#lib/vault/vault.ts";

const FILE = new URL("golden-vault.json", import.meta.url);

// For a new format only: take `skip` away, run once, put it back, and keep the older golden vaults too.
test.skip("makes a golden vault where there is none", () => {
  writeFileSync(FILE, `${JSON.stringify(makeGoldenVault(), null, 2)}\n`, { flag: "wx" });
});

function makeGoldenVault() {
  const nowMs = Date.UTC(2026, 10, 22);
  const keyringText = newKeyringText(nowMs);
  const keyring = parseKeyring(keyringText, "golden-vault.json");
  const fingerprintKey = createDataKey(keyring, "fingerprint", nowMs);
  const dataKeys = [createDataKey(keyring, "seal", nowMs), fingerprintKey];
  const first = goldenSecrets.slice(0, 3).map(sealWith(openVault(keyring, dataKeys).sealer));
  dataKeys.push(createDataKey(keyring, "seal", nowMs + 86_400_000));
  const second = goldenSecrets.slice(3).map(sealWith(openVault(keyring, dataKeys).sealer));
  return { keyring: JSON.parse(keyringText), dataKeys, secrets: [...first, ...second] };
}

function sealWith(sealer: Sealer) {
  return ([plaintext, place]: [string, Place]) => {
    const secret = new SecretText(plaintext);
    return { plaintext, fingerprint: sealer.fingerprint(secret), place, sealed: sealer.seal(secret, place) };
  };
}

const credential = (rowId: string, facts: Place["facts"]): Place => ({
  table: "credentials",
  field: "sealed",
  rowId,
  facts,
});

const goldenSecrets: [string, Place][] = [
  ["x", credential("cred_one_byte", {})],
  [
    `sk-ant-oat01-${"A".repeat(80)}`,
    credential("cred_setup_token", {
      profileId: "anthropic:ops",
      provider: "anthropic",
      type: "token",
      label: null,
      expiresAtMs: 1_800_000_000_000,
    }),
  ],
  [
    "sk-fake-AAAA",
    {
      table: "gateways",
      field: "rpc_token_sealed",
      rowId: "gw_1",
      facts: { rpcUrl: "ws://127.0.0.1:18789" },
    },
  ],
  [
    "пароль-密钥-🔑 with blanks\r\n",
    credential("cred_unicode", { label: "日本語 “label”", profileId: "x:ü" }),
  ],
  [
    "\ufeffsk-fake-with-a-byte-order-mark",
    credential("cred_bom", { label: "", zero: 0, half: 0.5, minus: -1, "": "unnamed" }),
  ],
  [
    JSON.stringify({ type: "service_account", private_key: "FAKE\n".repeat(40) }),
    credential("cred_json", { a: "0", b: null }),
  ],
];
