import { text } from "node:stream/consumers";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import type { Allowance } from "#lib/domain/outbound-rule.ts";

export type SeenMail = { from: string; to: string[]; raw: string; user: string | null; isSecure: boolean };

export type MailServer = {
  allowance: Allowance;
  port: number;
  mails: SeenMail[];
  logins: { user: string; password: string; isSecure: boolean }[];
  connections(): number;
  stop(): Promise<void>;
};

/** What the server does beside taking every mail: refuse with `code` where it is told to. */
type Behaviour = SMTPServerOptions & {
  /** The one login that is good; any is when left out. */
  login?: { user: string; password: string };
  refuse?: { at: "login" | "sender" | "recipient" | "message"; code: number; only?: string };
};

/** A mail server on a real socket of this machine that remembers what it was given. */
export async function startMailServer({ login, refuse, ...options }: Behaviour = {}): Promise<MailServer> {
  const mails: SeenMail[] = [];
  const logins: MailServer["logins"] = [];
  let connections = 0;
  const refusal = (at: NonNullable<typeof refuse>["at"], what = "") => {
    if (refuse?.at !== at || (refuse.only !== undefined && refuse.only !== what)) return null;
    return Object.assign(new Error(`refused ${what}`), { responseCode: refuse.code });
  };
  const server = new SMTPServer({
    authOptional: login === undefined,
    disableReverseLookup: true,
    closeTimeout: 100,
    ...options,
    onConnect: (_session, done) => {
      connections += 1;
      done();
    },
    onAuth: ({ username, password }, session, done) => {
      logins.push({ user: username ?? "", password: password ?? "", isSecure: session.secure });
      const isGood = !login || (login.user === username && login.password === password);
      const wrong = Object.assign(new Error(`no ${password}`), { responseCode: 535 });
      const error = refusal("login") ?? (isGood ? null : wrong);
      done(error, error ? undefined : { user: username ?? "" });
    },
    onMailFrom: ({ address }, _session, done) => done(refusal("sender", address)),
    onRcptTo: ({ address }, _session, done) => done(refusal("recipient", address)),
    onData: async (stream, session, done) => {
      const raw = await text(stream);
      const error = refusal("message");
      const from = session.envelope.mailFrom;
      if (!error) {
        mails.push({
          from: from ? from.address : "",
          to: session.envelope.rcptTo.map(({ address }) => address),
          raw,
          user: typeof session.user === "string" ? session.user : null,
          isSecure: session.secure,
        });
      }
      done(error);
    },
  });
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    allowance: { host: "mail.test", port },
    port,
    mails,
    logins,
    connections: () => connections,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
