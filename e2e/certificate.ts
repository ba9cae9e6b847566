import { execFileSync } from "node:child_process";
import path from "node:path";

/** A certificate for loopback that nobody vouches for, and its key, in a folder; made by the openssl command. */
export function makeCertificate(folder: string): { certFile: string; keyFile: string } {
  const certFile = path.join(folder, "server.pem");
  const keyFile = path.join(folder, "server.key");
  const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  execFileSync("openssl", ["req", ...kind, ...names, "-keyout", keyFile, "-out", certFile], {
    stdio: "pipe",
  });
  return { certFile, keyFile };
}
