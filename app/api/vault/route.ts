import { answerMachine, machineContext } from "#app/_server/machine.ts";
import { PEER_ADDRESS_HEADER } from "#app/_server/sign-in.ts";
import { keyringSource } from "#app/_server/vault.ts";
import { VaultWish } from "#app/api/vault/wish.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { lockWithPassphrase, unsealVault } from "#lib/operations/unseal-vault.ts";

export const dynamic = "force-dynamic";

/** Unseals or locks the vault for whoever knows its passphrase: what `clawkeep vault unseal` asks. */
export function POST(request: Request): Promise<Response> {
  return answerMachine(async () => {
    const wish = VaultWish.safeParse(await request.json().catch(() => null));
    if (!wish.success) throw new OperationError("request_invalid");
    const { wish: what, passphrase } = wish.data;
    const proof = { passphrase, address: request.headers.get(PEER_ADDRESS_HEADER) ?? "unknown" };
    const act = what === "lock" ? lockWithPassphrase : unsealVault;
    await act(machineContext(), keyringSource(), proof);
    return Response.json({ vault: what === "lock" ? "sealed" : "open" });
  });
}
