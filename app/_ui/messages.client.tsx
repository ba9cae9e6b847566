"use client";

import type { ComponentProps, ReactNode } from "react";
import { IntlProvider, useLocale, useMessages, useTranslations } from "use-intl/react";

type IntlProps = ComponentProps<typeof IntlProvider>;

export type Locale = IntlProps["locale"];
export type Messages = NonNullable<IntlProps["messages"]>;

type Props = { locale: Locale; messages: Partial<Messages>; children: ReactNode };

/** Gives client components below it their language and the namespaces they may read. The root layout has one. */
export function MessagesProvider({ locale, messages, children }: Props) {
  return (
    <IntlProvider locale={locale} messages={messages as Messages} timeZone="UTC">
      {children}
    </IntlProvider>
  );
}

/** Adds namespaces for one page's client components: `<MoreMessages messages={await clientMessages("probes")}>`. */
export function MoreMessages({ messages, children }: Omit<Props, "locale">) {
  const locale = useLocale();
  const known = useMessages();
  return (
    <MessagesProvider locale={locale} messages={{ ...known, ...messages }}>
      {children}
    </MessagesProvider>
  );
}

/** Sentences of one namespace, in client components: `const t = useT("ui")`. */
export const useT = useTranslations;
