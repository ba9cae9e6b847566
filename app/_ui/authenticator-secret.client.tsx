"use client";

import type { ReactNode } from "react";
import { useAnswer } from "#app/_ui/action-form.client.tsx";
import { CopyButton } from "#app/_ui/copy-button.client.tsx";
import { QrCode } from "#app/_ui/qr-code.tsx";

type Props = {
  /** Says what the picture is, for those who cannot see it. */
  qrLabel: string;
  /** Over the secret as text. */
  textLabel: string;
  /** The fields of the form, until it has an answer. */
  children: ReactNode;
};

/** Shows what an authenticator app scans or is told, once: the form around has just made it. */
export function AuthenticatorSecret({ qrLabel, textLabel, children }: Props) {
  const { state } = useAnswer();
  if (state.status !== "done" || state.issued === undefined) return children;
  const secret = new URL(state.issued).searchParams.get("secret") ?? "";
  return (
    <div className="grid justify-items-start gap-3">
      <QrCode text={state.issued} label={qrLabel} />
      <div className="w-full min-w-0">
        <p className="text-fg-muted text-sm">{textLabel}</p>
        <div className="mt-1 flex min-w-0 items-start rounded-md border border-line bg-sunken">
          <code className="min-w-0 flex-1 select-all px-3 py-2 text-sm leading-5 [overflow-wrap:anywhere]">
            {secret.replace(/.{4}(?=.)/g, "$& ")}
          </code>
          <CopyButton text={secret} className="m-1" />
        </div>
      </div>
    </div>
  );
}
