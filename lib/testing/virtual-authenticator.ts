import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { isoCBOR } from "@simplewebauthn/server/helpers";

/** What a browser is asked for, as far as this authenticator looks at it. */
type Asked = { challenge: string; rp?: { id?: string }; rpId?: string; user?: { id: string } };

/** How an answer differs from an honest one. */
type Faults = {
  origin?: string;
  rpId?: string;
  challenge?: string;
  isUnverified?: boolean;
  counter?: number;
  userHandle?: string;
  isSingleDevice?: boolean;
};

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const BACKUP_ELIGIBLE = 0x08;
const BACKED_UP = 0x10;
const HAS_CREDENTIAL = 0x40;

/** A passkey on a device and the browser around it, which answer as real ones do, or in one way not. */
export class VirtualAuthenticator {
  readonly #origin: string;
  readonly #id = randomBytes(16);
  readonly #key: KeyObject;
  readonly #x: Buffer;
  readonly #y: Buffer;
  #userHandle = "";
  counter = 0;

  constructor(origin: string) {
    this.#origin = origin;
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const { x = "", y = "" } = publicKey.export({ format: "jwk" });
    this.#key = privateKey;
    this.#x = Buffer.from(x, "base64url");
    this.#y = Buffer.from(y, "base64url");
  }

  /** The text that a registration posts. */
  create(asked: Asked, faults: Faults = {}): string {
    this.#userHandle = asked.user?.id ?? "";
    const clientDataJSON = this.#clientData("webauthn.create", asked, faults);
    const length = Buffer.from([0, this.#id.length]);
    const cose = isoCBOR.encode(
      new Map<number, number | Uint8Array>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, new Uint8Array(this.#x)],
        [-3, new Uint8Array(this.#y)],
      ]) as never,
    );
    const authData = Buffer.concat([
      this.#authData(asked.rp?.id ?? "", faults, HAS_CREDENTIAL),
      Buffer.alloc(16),
      length,
      this.#id,
      cose,
    ]);
    const object = new Map<string, unknown>([
      ["fmt", "none"],
      ["attStmt", new Map()],
      ["authData", new Uint8Array(authData)],
    ]);
    const attestationObject = Buffer.from(isoCBOR.encode(object as never)).toString("base64url");
    return this.#answer({ clientDataJSON, attestationObject, transports: ["internal"] });
  }

  /** The text that a sign-in posts. */
  get(asked: Asked, faults: Faults = {}): string {
    const clientDataJSON = this.#clientData("webauthn.get", asked, faults);
    const authData = this.#authData(asked.rpId ?? "", faults, 0);
    const hash = createHash("sha256").update(Buffer.from(clientDataJSON, "base64url")).digest();
    const signature = sign("sha256", Buffer.concat([authData, hash]), this.#key).toString("base64url");
    const authenticatorData = authData.toString("base64url");
    const userHandle = faults.userHandle ?? this.#userHandle;
    return this.#answer({ clientDataJSON, authenticatorData, signature, userHandle });
  }

  #clientData(type: string, asked: Asked, faults: Faults): string {
    const challenge = faults.challenge ?? asked.challenge;
    const data = { type, challenge, origin: faults.origin ?? this.#origin, crossOrigin: false };
    return Buffer.from(JSON.stringify(data)).toString("base64url");
  }

  #authData(rpId: string, faults: Faults, more: number): Buffer {
    const verified = faults.isUnverified ? 0 : USER_VERIFIED;
    const synced = faults.isSingleDevice ? 0 : BACKUP_ELIGIBLE | BACKED_UP;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(faults.counter ?? this.counter);
    const hash = createHash("sha256")
      .update(faults.rpId ?? rpId)
      .digest();
    return Buffer.concat([hash, Buffer.from([USER_PRESENT | verified | synced | more]), counter]);
  }

  #answer(response: Record<string, unknown>): string {
    const id = this.#id.toString("base64url");
    return JSON.stringify({ id, rawId: id, type: "public-key", response, clientExtensionResults: {} });
  }
}
