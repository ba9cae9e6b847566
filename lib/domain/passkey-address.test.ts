import { expect, test } from "vitest";
import { passkeyAddress } from "#lib/domain/passkey-address.ts";

test.each([
  { origin: "https://keep.example.org", rpId: "keep.example.org" },
  { origin: "https://keep.example.org:8443", rpId: "keep.example.org" },
  { origin: "http://localhost:3210", rpId: "localhost" },
  { origin: "http://clawkeep.localhost:3210", rpId: "clawkeep.localhost" },
])("$origin has passkeys of $rpId", ({ origin, rpId }) => {
  expect(passkeyAddress(origin)).toEqual({ ok: true, address: { rpId, origin } });
});

test.each([
  { origin: "http://127.0.0.1:3210", obstacle: "ip_address" },
  { origin: "http://[::1]:3210", obstacle: "ip_address" },
  { origin: "https://192.0.2.1", obstacle: "ip_address" },
  { origin: "http://keep.example.org", obstacle: "no_tls" },
  { origin: "http://notlocalhost", obstacle: "no_tls" },
])("$origin has none: $obstacle", ({ origin, obstacle }) => {
  expect(passkeyAddress(origin)).toEqual({ ok: false, obstacle });
});
