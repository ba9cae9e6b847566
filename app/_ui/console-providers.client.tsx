"use client";

import { CSPProvider } from "@base-ui/react/csp-provider";
import type { ReactNode } from "react";
import { ToastProvider } from "#app/_ui/toast.client.tsx";

/** What those behind sign-in stand on besides: notifications, and no `<style>` elements of the library's own. */
export function ConsoleProviders({ children }: { children: ReactNode }) {
  return (
    <CSPProvider disableStyleElements>
      <ToastProvider>{children}</ToastProvider>
    </CSPProvider>
  );
}
