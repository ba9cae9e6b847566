"use client";

import { createContext, useContext } from "react";

type Surroundings = {
  /** How a form closes the dialog it is in once its work is done. */
  close: () => void;
};

/** The dialog around, or null on the page itself. */
export const DialogContext = createContext<Surroundings | null>(null);

const stay = () => {};

/** Closes the dialog around. Does nothing outside one. */
export function useDialogClose(): () => void {
  return useContext(DialogContext)?.close ?? stay;
}

/**
 * Where lists that float above their button are put: in `<main>`, so that they belong to a landmark, and
 * inside a dialog where the library puts them, because everything else is out of reach then.
 *
 * For the browser only, after hydration.
 */
export function usePopupContainer(): HTMLElement | undefined {
  const inDialog = useContext(DialogContext) !== null;
  return inDialog ? undefined : (document.getElementById("main") ?? undefined);
}
