"use client";

import { CSPProvider } from "@base-ui/react/csp-provider";
import type { ReactNode } from "react";
import { type Locale, type Messages, MessagesProvider } from "#app/_ui/messages.client.tsx";
import { ToastProvider } from "#app/_ui/toast.client.tsx";

type Props = { locale: Locale; messages: Partial<Messages>; children: ReactNode };

/** What every page's client components stand on: language, notifications, and no `<style>` elements of their own. */
export function Providers({ locale, messages, children }: Props) {
  return (
    <MessagesProvider locale={locale} messages={messages}>
      <CSPProvider disableStyleElements>
        <ToastProvider>{children}</ToastProvider>
      </CSPProvider>
    </MessagesProvider>
  );
}
