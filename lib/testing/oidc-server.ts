import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Provider } from "oidc-provider";

export const OIDC_CLIENT = { id: "clawkeep", secret: "FAKE-client-secret-0123456789" };

/** What the provider says of its one person. Tests change it between visits. */
export type OidcAccount = { sub: string } & Record<string, unknown>;

export type OidcServer = {
  issuer: string;
  port: number;
  account: OidcAccount;
  /** Changes what is answered on its way out, such as an ID token. */
  alter: ((path: string, body: string) => string) | null;
  /** The paths that were asked, oldest first. */
  asked: string[];
  stop(): Promise<void>;
};

/** A real OpenID provider on loopback, at which everyone is signed in already and agrees to everything. Stop it afterwards. */
export async function oidcServer(redirectUris: string[]): Promise<OidcServer> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const stop = () => closed(server);
  const state: OidcServer = {
    issuer: `http://127.0.0.1:${port}`,
    port,
    account: { sub: "subject-1", email: "ada@example.test", email_verified: true, groups: ["ops"] },
    alter: null,
    asked: [],
    stop,
  };
  const provider = providerFor(state, redirectUris);
  const callback = provider.callback();
  server.on("request", (request, response) => {
    const path = (request.url ?? "").split("?")[0] ?? "";
    state.asked.push(path);
    if (path.startsWith("/interaction/")) {
      const result = { login: { accountId: state.account.sub } };
      return void provider.interactionFinished(request, response, result);
    }
    const end = response.end.bind(response);
    if (state.alter !== null) {
      const alter = state.alter;
      response.end = ((body?: unknown) => {
        const text = alter(path, Buffer.isBuffer(body) ? body.toString() : String(body ?? ""));
        response.setHeader("content-length", Buffer.byteLength(text));
        return end(text);
      }) as typeof response.end;
    }
    callback(request, response);
  });
  return state;
}

function providerFor(state: OidcServer, redirectUris: string[]): Provider {
  const provider = new Provider(state.issuer, {
    clients: [
      {
        client_id: OIDC_CLIENT.id,
        client_secret: OIDC_CLIENT.secret,
        redirect_uris: redirectUris,
        response_types: ["code"],
        grant_types: ["authorization_code"],
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups"] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    cookies: { keys: ["FAKE-cookie-key"] },
    findAccount: () => ({ accountId: state.account.sub, claims: () => state.account }),
    loadExistingGrant: async (ctx) => {
      const { client, session } = ctx.oidc;
      const grant = new ctx.oidc.provider.Grant({
        clientId: client?.clientId ?? "",
        accountId: session?.accountId ?? "",
      });
      grant.addOIDCScope("openid email profile");
      await grant.save();
      return grant;
    },
  });
  provider.on("server_error", (_ctx, error) => process.emitWarning(error));
  return provider;
}

/** Goes the provider's way from `url` as a browser does, and returns the address at which it comes back. */
export async function visitProvider(url: URL, backAt: string): Promise<URL> {
  const jar = new Map<string, string>();
  let next = url;
  for (let hop = 0; hop < 10; hop += 1) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(next, { redirect: "manual", headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      jar.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
    }
    const location = response.headers.get("location");
    if (location === null)
      throw new Error(`The provider stopped at ${next.pathname} with ${response.status}.`);
    next = new URL(location, next);
    if (next.href.startsWith(backAt)) return next;
  }
  throw new Error("The provider goes round in circles.");
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
