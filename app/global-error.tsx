"use client";

import "#app/globals.css";

/**
 * When even the root layout failed. Nothing is known of the reader then, not even a language, so it is
 * said in both, and the page looks as their system does.
 */
export default function GlobalError({ retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Clawkeep</title>
        <main className="mx-auto grid max-w-lg gap-4 px-5 py-[16vh]">
          <h1 className="font-semibold text-xl">Clawkeep could not be shown</h1>
          <p className="text-fg-muted">
            Try again. If it happens again, the terminal that runs clawkeep serve shows the cause.
          </p>
          <p lang="zh-CN" className="text-fg-muted">
            无法显示 Clawkeep。请重试。如果再次出现，运行 clawkeep serve 的终端会显示原因。
          </p>
          <button
            type="button"
            onClick={retry}
            className="w-fit rounded-md bg-primary px-3.5 py-1.5 font-medium text-on-primary hover:bg-primary-hover"
          >
            Try again · 重试
          </button>
        </main>
      </body>
    </html>
  );
}
