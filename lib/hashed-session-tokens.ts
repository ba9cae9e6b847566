import { hashSessionToken } from "#lib/vault/token.ts";

/**
 * Wraps the session library's database adapter so that a session's token is stored as its hash.
 *
 * The library writes the token that goes into the cookie, and finds, renews and deletes sessions by it. Here
 * the database gets the hash wherever the library names a token, and the library gets back the token it
 * named. A session found by anything else, such as its user, comes with the hash, which is no token.
 */
export function hashSessionTokens<A extends object>(adapter: A): A {
  return new Proxy(adapter, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      if (name === "transaction") {
        return (work: (inner: object) => unknown) =>
          member.call(target, (inner: object) => work(hashSessionTokens(inner)));
      }
      return (call: unknown, ...rest: unknown[]) =>
        isAboutSessions(call)
          ? withHashes(call, (hashed) => member.call(target, hashed, ...rest))
          : member.call(target, call, ...rest);
    },
  });
}

type Values = Readonly<Record<string, unknown>>;
type Condition = { field: string; value: unknown };
type SessionCall = { model: "session"; where?: Condition[]; data?: Values; update?: Values };

function isAboutSessions(call: unknown): call is SessionCall {
  return typeof call === "object" && call !== null && "model" in call && call.model === "session";
}

async function withHashes(call: SessionCall, run: (hashed: SessionCall) => unknown): Promise<unknown> {
  const tokens = new Map<unknown, string>();
  const hashed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(hashed);
    if (typeof value !== "string") return value;
    const hash = hashSessionToken(value);
    tokens.set(hash, value);
    return hash;
  };
  const hashedIn = (values: Values) =>
    "token" in values ? { ...values, token: hashed(values.token) } : values;
  const found = await run({
    ...call,
    ...(call.where && {
      where: call.where.map((one) => (one.field === "token" ? { ...one, value: hashed(one.value) } : one)),
    }),
    ...(call.data && { data: hashedIn(call.data) }),
    ...(call.update && { update: hashedIn(call.update) }),
  });
  const named = (row: unknown) => withToken(row, tokens);
  return Array.isArray(found) ? found.map(named) : named(found);
}

function withToken(row: unknown, tokens: ReadonlyMap<unknown, string>): unknown {
  if (typeof row !== "object" || row === null || !("token" in row)) return row;
  return { ...row, token: tokens.get(row.token) ?? row.token };
}
