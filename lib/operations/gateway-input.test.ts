import fc from "fast-check";
import { expect, test } from "vitest";
import { AbsolutePath, RpcUrl } from "#lib/operations/gateway-input.ts";

const piece = fc.constantFrom(
  "ws://",
  "wss://",
  "http://",
  "127.0.0.1",
  "[::1]",
  "a",
  ":",
  "1",
  "@",
  "/",
  "?",
  "#",
  "%",
  " ",
);
const typed = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.webUrl({ validSchemes: ["ws", "wss"], withQueryParameters: true, withFragments: true }),
  fc.array(piece, { maxLength: 8 }).map((parts) => parts.join("")),
  fc.array(piece, { maxLength: 6 }).map((parts) => `ws://${parts.join("")}`),
);

test("a gateway's URL that is taken names a host and has no room for a secret", () => {
  fc.assert(
    fc.property(typed, (text) => {
      const parsed = RpcUrl.safeParse(text);
      if (!parsed.success) return;
      expect(parsed.data).toBe(text.trim());
      const { protocol, hostname, username, password, search, hash } = new URL(parsed.data);
      expect(protocol).toMatch(/^wss?:$/);
      expect(hostname).not.toBe("");
      expect([username, password, search, hash]).toEqual(["", "", "", ""]);
    }),
    { numRuns: 1000 },
  );
});

test("a URL of host, port and path is taken", () => {
  const url = fc.webUrl({
    validSchemes: ["ws", "wss"],
    authoritySettings: { withPort: true, withIPv6: true },
  });
  fc.assert(
    fc.property(url, (text) => {
      expect(RpcUrl.parse(` ${text} `)).toBe(text);
    }),
  );
});

test("a path that is taken is absolute and can name a file", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }).map((text) => `/${text}`),
      (text) => {
        const parsed = AbsolutePath.safeParse(text);
        expect(parsed.success).toBe(!text.trim().includes("\0") && text.trim().length <= 4096);
      },
    ),
  );
});
