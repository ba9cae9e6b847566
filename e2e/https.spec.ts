import { request } from "node:https";
import { makeCertificate } from "./certificate.ts";
import { expect, setUp, signIn, test } from "./console.ts";
import { labelsOf } from "./labels.ts";
import { PASSWORD } from "./secrets.ts";

test.use({
  ignoreHTTPSErrors: true,
  serving: {
    url: ({ port }) => `https://127.0.0.1:${port}`,
    env: ({ home }) => {
      const { certFile, keyFile } = makeCertificate(home);
      return { CLAWKEEP_TLS_CERT: certFile, CLAWKEEP_TLS_KEY: keyFile };
    },
  },
});

test("a console with a certificate of its own is used by HTTPS, and its session is a cookie that only HTTPS carries", async ({
  page,
  console,
}) => {
  const t = labelsOf("en");
  expect(console.output()).toContain(t("cli.serve.ready", { url: console.url }));
  await setUp(page, console);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const session = (await page.context().cookies()).filter(({ name }) => name.includes("session"));
  expect(session).toEqual([
    expect.objectContaining({
      name: "__Host-clawkeep.session_token",
      ...{ secure: true, httpOnly: true, sameSite: "Strict", path: "/", domain: "127.0.0.1" },
    }),
  ]);
  await page.context().clearCookies();
  await signIn(page, "ada@example.test", PASSWORD);
  await page.waitForURL((url) => url.pathname === "/");
  const answer = await page.request.get("/sign-in");
  expect(answer.headers()["strict-transport-security"]).toBe("max-age=31536000");
});

test("plain HTTP to its port gets no answer, and a form from the page's plain twin is refused", async ({
  console,
}) => {
  await expect(fetch(`http://127.0.0.1:${console.port}/sign-in`)).rejects.toThrow();
  const headers = {
    host: `127.0.0.1:${console.port}`,
    origin: `http://127.0.0.1:${console.port}`,
    "content-type": "application/x-www-form-urlencoded",
  };
  const options = { host: "127.0.0.1", port: console.port, method: "POST", path: "/sign-in", headers };
  const status = await new Promise((resolve, reject) => {
    const sent = request({ ...options, rejectUnauthorized: false }, (response) => {
      resolve(response.resume().statusCode);
    });
    sent.once("error", reject).end("email=a");
  });
  expect(status).toBe(403);
});
