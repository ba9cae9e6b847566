import { chmodSync, symlinkSync, writeFileSync } from "node:fs";
import https from "node:https";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { connect } from "node:tls";
import { beforeAll, describe, expect, test } from "vitest";
import { createConsoleServer, listenOn } from "#cli/server/http-server.ts";
import { renewCredentials } from "#cli/server/renew-credentials.ts";
import { readTlsFiles } from "#cli/server/tls-files.ts";
import { type ServerCertificate, type TestAuthority, testAuthority } from "#lib/testing/certificates.ts";
import { afterThisTest, temporaryFolder } from "#lib/testing/temporary-folder.ts";

let authority: TestAuthority;
let first: ServerCertificate;
let second: ServerCertificate;
beforeAll(() => {
  authority = testAuthority();
  first = authority.issue("DNS:first.test");
  second = authority.issue("DNS:second.test");
});

function filesOf({ cert, key }: ServerCertificate, mode = 0o600) {
  const folder = temporaryFolder();
  const files = { certFile: path.join(folder, "cert.pem"), keyFile: path.join(folder, "key.pem") };
  writeFileSync(files.certFile, cert);
  writeFileSync(files.keyFile, key, { mode });
  return files;
}

describe("a certificate and its key", () => {
  test("are read, also through the links that renewing programs make", () => {
    const { certFile, keyFile } = filesOf(first, 0o640);
    const links = path.join(temporaryFolder(), "key.pem");
    symlinkSync(keyFile, links);
    expect(readTlsFiles({ certFile, keyFile: links })).toMatchObject({ minVersion: "TLSv1.2" });
  });

  test.each([0o604, 0o660, 0o644])("are refused when others may have the key (mode %i)", (mode) => {
    const files = filesOf(first);
    chmodSync(files.keyFile, mode);
    const params = { file: files.keyFile, mode: mode.toString(8) };
    const refusal = expect.objectContaining({ code: "tls_key_open_to_others", params });
    expect(() => readTlsFiles(files)).toThrow(refusal);
  });

  test("are refused when one is missing, and when they do not belong together, without a word of either", () => {
    const files = filesOf(first);
    expect(() => readTlsFiles({ ...files, keyFile: "" })).toThrow(
      expect.objectContaining({ code: "tls_file_unreadable", params: { file: "", errno: "ENOENT" } }),
    );
    const mixed = filesOf({ cert: first.cert, key: second.key });
    expect(() => readTlsFiles(mixed)).toThrow(
      expect.objectContaining({ code: "tls_unusable", message: "tls_unusable" }),
    );
  });
});

describe("a console with a certificate", () => {
  async function listening(files: ReturnType<typeof filesOf>) {
    const server = createConsoleServer({
      handler: (_request, response) => response.end("page"),
      origins: new Set(["https://first.test"]),
      isReachedByHttps: true,
      credentials: readTlsFiles(files),
      proxy: null,
      explain: ({ key }) => key,
    });
    afterThisTest(() => server.close());
    await listenOn(server, { port: 0, host: "127.0.0.1" });
    return { server, port: (server.address() as AddressInfo).port };
  }

  test("answers by TLS, and every answer says that there is no other way", async () => {
    const { port } = await listening(filesOf(first));
    const options = { host: "127.0.0.1", port, servername: "first.test", ca: authority.caPem };
    for (const host of ["first.test", "other.test"]) {
      const headers = await new Promise<Record<string, unknown>>((resolve, reject) => {
        https
          .get({ ...options, headers: { host } }, (response) => {
            resolve({ status: response.statusCode, ...response.resume().headers });
          })
          .on("error", reject);
      });
      expect(headers).toMatchObject({
        status: host === "first.test" ? 200 : 421,
        "strict-transport-security": "max-age=31536000",
        "content-security-policy": expect.stringContaining("frame-ancestors 'none'"),
      });
    }
  });

  test("takes no connection of an old TLS", async () => {
    const { port } = await listening(filesOf(first));
    const socket = connect({
      host: "127.0.0.1",
      port,
      ca: authority.caPem,
      maxVersion: "TLSv1.1",
      minVersion: "TLSv1",
    });
    await expect(
      new Promise((resolve, reject) => socket.once("secureConnect", resolve).once("error", reject)),
    ).rejects.toThrow();
  });

  test("takes over a renewed one, keeps the one before when that is of no use, and says so", async () => {
    const files = filesOf(first);
    const { server, port } = await listening(files);
    const reports: unknown[] = [];
    afterThisTest(renewCredentials(server, files, (error) => reports.push(error), 20));
    const shown = () =>
      new Promise<string>((resolve, reject) => {
        const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false }, () => {
          resolve(socket.getPeerCertificate().subjectaltname ?? "");
          socket.destroy();
        }).once("error", reject);
      });
    expect(await shown()).toBe("DNS:first.test");
    writeFileSync(files.certFile, "no certificate at all");
    await expect.poll(() => reports).toMatchObject([{ code: "tls_unusable" }]);
    expect(await shown()).toBe("DNS:first.test");
    writeFileSync(files.keyFile, second.key);
    writeFileSync(files.certFile, second.cert);
    await expect.poll(shown).toBe("DNS:second.test");
  });
});
