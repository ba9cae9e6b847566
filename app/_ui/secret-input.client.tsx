"use client";

import { clsx } from "clsx";
import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, useState } from "react";
import { IconButton } from "#app/_ui/button.tsx";
import { useField } from "#app/_ui/field.client.tsx";
import { INPUT_LOOK } from "#app/_ui/inputs.client.tsx";
import { useT } from "#app/_ui/messages.client.tsx";

/** Keeps spell checkers (some send what they check away), keyboards and password managers from learning a secret. */
const UNLEARNED = {
  spellCheck: false,
  autoCapitalize: "none",
  autoCorrect: "off",
  translate: "no",
  "data-1p-ignore": "",
  "data-lpignore": "true",
  "data-bwignore": "",
} as const;

type InputProps = Omit<ComponentProps<"input">, "className" | "type" | "defaultValue" | "value"> & {
  /** `current-password` and `new-password` are for people's own passwords; a provider's secret is never remembered. */
  autoComplete?: "off" | "current-password" | "new-password";
};

/** A secret of one line. It starts empty always: nothing here can show a stored one. */
export function SecretInput({ autoComplete = "off", ...rest }: InputProps) {
  const { typed: _never, ...field } = useField() ?? {};
  const guards = autoComplete === "off" ? UNLEARNED : {};
  return (
    <input
      {...field}
      {...rest}
      {...guards}
      data-secret=""
      type="password"
      autoComplete={autoComplete}
      className={clsx(INPUT_LOOK, "h-(--control) font-mono")}
    />
  );
}

type TextareaProps = Omit<
  ComponentProps<"textarea">,
  "className" | "defaultValue" | "value" | "autoComplete"
>;

/** A secret that is pasted and may wrap. Its letters are dots unless the person asks to see what they pasted. */
export function SecretTextarea(props: TextareaProps) {
  const t = useT("ui");
  const { typed: _never, ...field } = useField() ?? {};
  const [shown, setShown] = useState(false);
  return (
    <div className="relative">
      <textarea
        rows={3}
        {...field}
        {...props}
        {...UNLEARNED}
        data-secret=""
        autoComplete="off"
        className={clsx(
          INPUT_LOOK,
          "block resize-y break-all py-2 pr-11 font-mono text-sm",
          !shown && "[-webkit-text-security:disc]",
        )}
      />
      <IconButton
        size="sm"
        label={shown ? t("hideTyped") : t("showTyped")}
        icon={shown ? <EyeOff /> : <Eye />}
        aria-pressed={shown}
        onClick={() => setShown(!shown)}
        className="absolute top-1 right-1 noscript:hidden"
      />
    </div>
  );
}
