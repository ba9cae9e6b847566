import { describe, expect, test } from "vitest";
import { listDataKeys } from "#db/repositories/data-keys.ts";
import { findLastRotation } from "#db/repositories/key-rotations.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { driveRotation, isRotationLeft } from "#lib/operations/drive-rotation.ts";
import { proveIdentity } from "#lib/operations/prove-identity.ts";
import { cancelRotation, startRotation } from "#lib/operations/start-rotation.ts";
import { TERMINAL, testContext } from "#lib/testing/context.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { addPersonWithPassword, addSession, PASSWORD } from "#lib/testing/people.ts";

const code = (name: string) => expect.objectContaining({ code: name });
const address = "192.0.2.7";

async function ownerOfTheWeb() {
  const ctx = testContext(TERMINAL);
  const web = ctx.as(addSession(ctx, await addPersonWithPassword(ctx, "owner")));
  const { keyringSource } = ctx.runtime.config;
  const prove = (action: "key.rotate" | "key.cancel_rotation", target: string, password = PASSWORD) =>
    proveIdentity(web, { kind: "password", password }, { action, target, address });
  const state = () => [findLastRotation(ctx.db.reader), listDataKeys(ctx.db.reader).map(({ id }) => id)];
  return { ctx, web, keyringSource, prove, state };
}

describe("a person of the web", { tags: ["W08"] }, () => {
  test("starts a rotation with a fresh proof for this kind, which is good once", async () => {
    const { ctx, web, keyringSource, prove, state } = await ownerOfTheWeb();
    const before = state();
    const start = () => startRotation(web, "data_keys", keyringSource);
    expect(start).toThrow(code("step_up_required"));
    await expect(prove("key.rotate", "data_keys", new SecretText("FAKE wrong"))).rejects.toEqual(
      code("step_up_failed"),
    );
    expect(start).toThrow(code("step_up_required"));
    await prove("key.rotate", "keyring");
    expect(start).toThrow(code("step_up_required"));
    expect(state()).toEqual(before);

    await prove("key.rotate", "data_keys");
    start();
    expect(findLastRotation(ctx.db.reader)).toMatchObject({ kind: "data_keys", state: "running" });
    cancelRotation(ctx);
    expect(start).toThrow(code("step_up_required"));
  });

  test("cancels the rotation that was proved for, and no other", async () => {
    const { ctx, web, keyringSource, prove } = await ownerOfTheWeb();
    startRotation(ctx, "data_keys", keyringSource);
    const first = findLastRotation(ctx.db.reader)?.targetId ?? "";
    await prove("key.cancel_rotation", first);
    cancelRotation(ctx);
    startRotation(ctx, "data_keys", keyringSource);
    expect(() => cancelRotation(web)).toThrow(code("step_up_required"));
    expect(findLastRotation(ctx.db.reader)).toMatchObject({ state: "running", cancelRequested: false });
    await prove("key.cancel_rotation", findLastRotation(ctx.db.reader)?.targetId ?? "");
    cancelRotation(web);
    expect(findLastRotation(ctx.db.reader)).toMatchObject({ state: "cancelled" });
  });
});

test("a rotation that its starter drives is left to it until it says nothing for half a minute", async () => {
  const ctx = testContext(TERMINAL);
  const { keyringSource } = ctx.runtime.config;
  expect(isRotationLeft(ctx)).toBe(false);
  startRotation(ctx, "keyring", keyringSource, "terminal");
  expect(isRotationLeft(ctx)).toBe(false);
  expect(isRotationLeft({ ...ctx, nowMs: NOW_MS + 29_999 })).toBe(false);
  expect(isRotationLeft({ ...ctx, nowMs: NOW_MS + 30_000 })).toBe(true);
  const drive = { keyringSource, clock: () => NOW_MS };
  await expect(driveRotation(ctx, { ...drive, holder: "server" })).rejects.toEqual(
    code("rotation_elsewhere"),
  );
  expect(await driveRotation(ctx, { ...drive, holder: "terminal" })).toMatchObject({ state: "done" });
});
