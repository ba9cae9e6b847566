import fc from "fast-check";
import { expect, test } from "vitest";
import { addressOf } from "#app/(console)/address.ts";
import { orderHref } from "#app/(console)/order/order-draft.ts";
import { cellAddress, statusAddress } from "#app/(console)/status-address.ts";
import { timelineAddress } from "#app/(console)/timeline/timeline-address.ts";

/** As in a store, which may hold half of a character. */
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom("\ud800", "a/b", "..", "?#&=+%", "工作", "%2F"),
);
const wellFormed = (given: string) => given.toWellFormed();
const parsed = (address: string) => new URL(address, "http://console.test");

test("what is looked for is in the address as it was typed", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), text), (query) => {
      const { pathname, searchParams } = parsed(addressOf("/profiles", query));
      expect(pathname).toBe("/profiles");
      const filled = Object.entries(query).filter(([, value]) => value !== "");
      expect(Object.fromEntries(searchParams)).toEqual(
        Object.fromEntries(filled.map(([name, value]) => [name, wellFormed(value)])),
      );
    }),
  );
});

test("a place of the console is in the path, whatever its parts hold", () => {
  const key = fc.record({ gatewayId: text, agentId: text, provider: text });
  fc.assert(
    fc.property(key, (place) => {
      const { gatewayId, agentId, provider } = place;
      const parts = [gatewayId, agentId, provider].map(wellFormed);
      for (const address of [cellAddress(place), orderHref(place, { notice: "saved" })]) {
        const path = address.split("?")[0] ?? "";
        expect(path.split("/").slice(2).map(decodeURIComponent)).toEqual(parts);
      }
    }),
  );
});

test("filters, pages and windows are read back", () => {
  fc.assert(
    fc.property(text, fc.nat(), fc.nat(), (q, page, fromMs) => {
      const { searchParams } = parsed(statusAddress({ q, page }));
      expect(searchParams.get("q") ?? "").toBe(wellFormed(q));
      expect(searchParams.get("page")).toBe(page === 1 ? null : String(page));
      const place = { grouping: "agent", gatewayId: q } as const;
      const window = parsed(timelineAddress(place, { fromMs, toMs: fromMs + 1 })).searchParams;
      expect([window.get("from"), window.get("to")]).toEqual([String(fromMs), String(fromMs + 1)]);
    }),
  );
});
