import { connect } from "node:net";

/** A gateway on this host answers at once; one elsewhere gets this long, in milliseconds. */
const TIMEOUT_MS = 1_500;

/** Says whether anything accepts connections at the address of a gateway's URL. Sends nothing. Total. */
export function isListening(url: string): Promise<boolean> {
  const target = addressOf(url);
  if (target === null) return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = connect(target);
    const answer = (listening: boolean) => {
      socket.destroy();
      resolve(listening);
    };
    socket.setTimeout(TIMEOUT_MS, () => answer(false));
    socket.once("connect", () => answer(true));
    socket.once("error", () => answer(false));
  });
}

function addressOf(url: string): { host: string; port: number } | null {
  if (!URL.canParse(url)) return null;
  const { hostname, port, protocol } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  return { host, port: Number(port) || (protocol === "wss:" ? 443 : 80) };
}
