"use client";

import { Toast } from "@base-ui/react/toast";
import { X } from "lucide-react";
import { type ReactNode, useCallback } from "react";
import { buttonLook } from "#app/_ui/button-look.ts";
import { useT } from "#app/_ui/messages.client.tsx";
import { type Note, NotifyContext } from "#app/_ui/notify.client.tsx";
import { TONE_TEXT, type Tone } from "#app/_ui/tone.ts";
import { ToneIcon } from "#app/_ui/tone-icon.tsx";

type NoteData = { tone: Tone };

/** Long enough to read two lines; it waits while the pointer or the focus is on it. */
const SHOWN_MS = 7000;

export function ToastProvider({ children }: { children: ReactNode }) {
  return (
    <Toast.Provider timeout={SHOWN_MS} limit={3}>
      <Notifying>{children}</Notifying>
      <Toasts />
    </Toast.Provider>
  );
}

function Notifying({ children }: { children: ReactNode }) {
  const { add } = Toast.useToastManager<NoteData>();
  const notify = useCallback(
    ({ tone = "neutral", title, detail }: Note) => {
      add({ title, description: detail, priority: tone === "danger" ? "high" : "low", data: { tone } });
    },
    [add],
  );
  return <NotifyContext value={notify}>{children}</NotifyContext>;
}

function Toasts() {
  const t = useT("ui");
  const { toasts } = Toast.useToastManager<NoteData>();
  return (
    <Toast.Portal>
      <Toast.Viewport
        aria-label={t("notifications")}
        className="fixed inset-x-4 bottom-4 z-50 flex flex-col-reverse gap-2 sm:left-auto sm:w-88"
      >
        {toasts.map((toast) => (
          <Toast.Root
            key={toast.id}
            toast={toast}
            swipeDirection="right"
            className="rounded-lg bg-raised text-fg shadow-pop motion-safe:transition-[opacity,translate] motion-safe:duration-200 data-ending-style:opacity-0 data-limited:hidden data-starting-style:translate-y-3 data-starting-style:opacity-0"
          >
            <Toast.Content className="flex items-start gap-2.5 py-2.5 pr-1.5 pl-3.5">
              <ToneIcon
                tone={toast.data?.tone ?? "neutral"}
                className={`mt-1 ${TONE_TEXT[toast.data?.tone ?? "neutral"]}`}
              />
              <div className="min-w-0 flex-1 py-0.5">
                <Toast.Title className="font-medium" />
                <Toast.Description className="text-fg-muted text-sm" />
              </div>
              <Toast.Close
                aria-label={t("dismiss")}
                className={buttonLook({ variant: "ghost", size: "sm", iconOnly: true })}
              >
                <X />
              </Toast.Close>
            </Toast.Content>
          </Toast.Root>
        ))}
      </Toast.Viewport>
    </Toast.Portal>
  );
}
