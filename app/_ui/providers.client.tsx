"use client";

import type { ReactNode } from "react";
import { type Locale, type Messages, MessagesProvider } from "#app/_ui/messages.client.tsx";

type Props = { locale: Locale; messages: Partial<Messages>; children: ReactNode };

/** What every page's client components stand on: their language. */
export function Providers({ locale, messages, children }: Props) {
  return (
    <MessagesProvider locale={locale} messages={messages}>
      {children}
    </MessagesProvider>
  );
}
