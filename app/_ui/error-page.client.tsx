"use client";

import { Button, LinkButton } from "#app/_ui/button.tsx";
import { useT } from "#app/_ui/messages.client.tsx";
import { faultOfDigest } from "#lib/domain/storage-fault.ts";

type Props = { error: unknown; retry: () => void };

/**
 * In place of a page that failed, inside a `<main>`. It shows which storage fault it was, or Next's digest of the error,
 * which is a hash, and never its message.
 */
export function ErrorPage({ error, retry }: Props) {
  const t = useT("ui.error");
  const sentenceOf = useT("errors");
  const reference = digestOf(error);
  const fault = faultOfDigest(reference);
  return (
    <div role="alert" className="mx-auto max-w-xl px-4 py-[12vh]">
      <h1 className="font-semibold text-xl">{t("title")}</h1>
      {fault ? (
        <p className="mt-2 text-fg-muted">{sentenceOf(fault)}</p>
      ) : (
        <>
          <p className="mt-2 text-fg-muted">{t("body")}</p>
          <p className="mt-2 text-fg-muted">{t("next")}</p>
        </>
      )}
      {reference && !fault && (
        <p className="mt-4 text-sm">
          <span className="text-fg-muted">{t("reference")}</span>{" "}
          <code className="select-all">{reference}</code>
        </p>
      )}
      <div className="mt-6 flex flex-wrap gap-2">
        <Button variant="primary" onClick={retry}>
          {t("action")}
        </Button>
        <LinkButton href="/" variant="ghost">
          {t("home")}
        </LinkButton>
      </div>
    </div>
  );
}

function digestOf(error: unknown): string | null {
  if (!(error instanceof Error) || !("digest" in error)) return null;
  return typeof error.digest === "string" ? error.digest : null;
}
