"use client";

import { clsx } from "clsx";
import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { IconButton } from "#app/_ui/button.tsx";
import { useT } from "#app/_ui/messages.client.tsx";

/** Long enough to be seen, short enough that a second copy is confirmed too. */
const CONFIRM_MS = 1600;

type Props = { text: string; className?: string };

/** Copies what is shown beside it. Hidden where scripts are off, because it could not work there. */
export function CopyButton({ text, className }: Props) {
  const t = useT("ui");
  const [outcome, setOutcome] = useState<"copied" | "copyFailed" | null>(null);

  useEffect(() => {
    if (outcome === null) return;
    const timer = setTimeout(() => setOutcome(null), CONFIRM_MS);
    return () => clearTimeout(timer);
  }, [outcome]);

  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setOutcome("copied"),
      () => setOutcome("copyFailed"),
    );

  return (
    <span className={clsx("flex items-center", className)}>
      <IconButton
        size="sm"
        className="noscript:hidden"
        label={t("copy")}
        icon={outcome === "copied" ? <Check className="text-success-fg" /> : <Copy />}
        onClick={copy}
      />
      <span aria-live="polite" className={outcome === "copyFailed" ? "text-danger-fg text-xs" : "sr-only"}>
        {outcome ? t(outcome) : ""}
      </span>
    </span>
  );
}
