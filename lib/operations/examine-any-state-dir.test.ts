import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { doctorSentences } from "#lib/doctor-sentence.ts";
import { LOCALES, translator } from "#lib/messages.ts";
import { examineStateDir } from "#lib/operations/examine-state-dir.ts";
import { doctorStateDir } from "#lib/testing/doctor.ts";
import { FAKE } from "#lib/testing/gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";

const word = fc.constantFrom(
  "openai",
  "z.ai",
  "a:b",
  "openai:x",
  "__proto__",
  "0",
  "",
  " ",
  "工作",
  FAKE.apiKey,
);
const scalar = fc.oneof(word, fc.constantFrom(FAKE.setupToken, null, 0, -1, 1e300, NOW_MS, true), fc.json());
const ref = fc.record(
  { source: fc.constantFrom("env", "file", "exec", "x"), provider: word, id: word },
  { requiredKeys: [] },
);
const credential = fc.record(
  {
    type: fc.constantFrom("api_key", "token", "oauth", "x"),
    provider: word,
    ...{ key: scalar, token: scalar, refresh: scalar, access: scalar, expires: scalar },
    ...{ keyRef: fc.oneof(ref, scalar), tokenRef: fc.oneof(ref, scalar) },
  },
  { requiredKeys: [] },
);
const stats = fc.record(
  { lastUsed: scalar, cooldownUntil: scalar, disabledUntil: scalar, lastFailureAt: scalar },
  { requiredKeys: [] },
);
const order = fc.oneof(fc.dictionary(word, fc.oneof(fc.array(scalar), scalar)), scalar);
const store = fc.record(
  {
    profiles: fc.dictionary(word, fc.oneof(credential, scalar)),
    order,
    usageStats: fc.dictionary(word, stats),
  },
  { requiredKeys: ["profiles"] },
);
const config = fc.oneof(
  fc.record(
    {
      auth: fc.record(
        { order, profiles: fc.dictionary(word, fc.oneof(credential, scalar)) },
        { requiredKeys: [] },
      ),
      secrets: fc.record({ providers: fc.dictionary(word, fc.oneof(ref, scalar)) }),
      models: fc.record({ providers: fc.dictionary(word, fc.record({ apiKey: fc.oneof(ref, scalar) })) }),
      env: fc.dictionary(word, scalar),
    },
    { requiredKeys: [] },
  ),
  fc.json(),
);

test("any state dir gets a report, whose sentences can be written and show no secret", () => {
  fc.assert(
    fc.property(store, config, (anyStore, anyConfig) => {
      const folder = doctorStateDir({ store: anyStore, config: anyConfig });
      const report = examineStateDir({
        stateDir: folder,
        env: {},
        home: path.dirname(folder),
        cwd: folder,
        nowMs: NOW_MS,
      });
      const sentences = LOCALES.flatMap(({ locale }) =>
        report.findings.map((finding) => doctorSentences(translator(locale), finding)),
      );
      const shown = JSON.stringify([report, sentences]);
      expect(shown).not.toContain(FAKE.apiKey);
      expect(shown).not.toContain(FAKE.setupToken);
      // A sentence that cannot be filled falls back to its own key.
      expect(shown).not.toMatch(/"(doctor|findings)\.[a-z_.]+"/);
    }),
    { numRuns: 80, seed: 7 },
  );
}, 30_000);
