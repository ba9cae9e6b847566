import type { ReactNode } from "react";
import { Logo } from "#app/_ui/logo.tsx";
import { type PreferenceState, PreferenceSwitches } from "#app/_ui/preference-switches.client.tsx";

type Props = {
  title: ReactNode;
  description?: ReactNode;
  children?: ReactNode;
  /** Under the box: what to do when this page is not the right one. */
  aside?: ReactNode;
  preferences?: PreferenceState;
};

/** A page of one thing, outside the console's frame: setup, sign-in, not found. */
export function FocusPage({ title, description, children, aside, preferences }: Props) {
  return (
    <div className="flex min-h-dvh flex-col items-center px-4 py-8">
      <main id="main" tabIndex={-1} className="flex w-full max-w-md flex-1 flex-col justify-center pb-[8vh]">
        <div className="mb-6">
          <Logo />
        </div>
        <div className="rounded-xl border border-line bg-surface px-5 py-6 sm:p-7">
          <h1 className="font-semibold text-xl">{title}</h1>
          {description && <div className="mt-1.5 text-fg-muted">{description}</div>}
          {children && <div className="mt-5">{children}</div>}
        </div>
        {aside && <div className="mt-4 px-1 text-fg-muted text-sm">{aside}</div>}
      </main>
      {preferences && (
        <footer className="w-full max-w-72">
          <PreferenceSwitches preferences={preferences} density={false} />
        </footer>
      )}
    </div>
  );
}
