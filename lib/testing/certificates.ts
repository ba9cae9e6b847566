import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

/** A server's certificate and key in PEM. */
export type ServerCertificate = { cert: string; key: string };

export type TestAuthority = {
  caPem: string;
  /** Signs a certificate for these names, such as `DNS:provider.test` or `IP:127.0.0.1`. */
  issue(subjectAltName: string, validity?: "valid" | "expired"): ServerCertificate;
  /** A certificate that nobody but itself vouches for. */
  selfSigned(subjectAltName: string): ServerCertificate;
};

const KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

/** A certificate authority of this test's own, made by the openssl command. */
export function testAuthority(): TestAuthority {
  const folder = temporaryFolder();
  const at = (name: string) => path.join(folder, name);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
  openssl("req", "-x509", ...KEY, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Clawkeep test CA");
  let issued = 0;
  const named = () => {
    issued += 1;
    return { key: `leaf-${issued}.key`, cert: `leaf-${issued}.pem` };
  };
  const read = ({ key, cert }: ServerCertificate) => ({
    cert: readFileSync(at(cert), "utf8"),
    key: readFileSync(at(key), "utf8"),
  });
  return {
    caPem: readFileSync(at("ca.pem"), "utf8"),
    issue(subjectAltName, validity = "valid") {
      const files = named();
      writeFileSync(at("extensions"), `subjectAltName=${subjectAltName}\n`);
      openssl("req", ...KEY, "-keyout", files.key, "-out", "request", "-subj", "/CN=leaf");
      const days = ["-days", validity === "valid" ? "2" : "-1"];
      const authority = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "extensions"];
      openssl("x509", "-req", "-in", "request", ...authority, "-out", files.cert, ...days);
      return read(files);
    },
    selfSigned(subjectAltName) {
      const files = named();
      const names = ["-subj", "/CN=leaf", "-addext", `subjectAltName=${subjectAltName}`];
      openssl("req", "-x509", ...KEY, "-keyout", files.key, "-out", files.cert, ...names);
      return read(files);
    },
  };
}
