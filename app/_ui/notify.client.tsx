"use client";

import { createContext, useContext } from "react";
import type { Tone } from "#app/_ui/tone.ts";

export type Note = { tone?: Tone; title: string; detail?: string };

/** Given by `ToastProvider`, apart from it so that a form on a page without one does not load it. */
export const NotifyContext = createContext<(note: Note) => void>(() => {});

/** Says that something happened, when the place it happened in is gone: `notify({ tone: "success", title })`. */
export const useNotify = () => useContext(NotifyContext);
