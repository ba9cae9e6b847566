import { clsx } from "clsx";

/** A lobster's claw with a keyhole. app/icon.svg is the same drawing. */
export function LogoMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={clsx("shrink-0 fill-claw", className ?? "size-6")}>
      <path
        fillRule="evenodd"
        d="M11.4 29.6c-.9 0-1.5-.7-1.4-1.6l.3-2.7C6 23.3 3 19.3 3 14.7 3 8.6 7.3 3.6 13.1 2.3c.8-.2 1.3.8.7 1.4-1.8 2-2.2 4.6-.9 6.7l3.2 3.3 3.2-3.3c.9-1.5.9-3.1.1-4.6-.4-.7.3-1.5 1-1.2C25.2 6.3 29 10.2 29 14.9c0 4.5-3 8.4-7.3 10.4l.3 2.7c.1.9-.5 1.6-1.4 1.6ZM16 16.3a2.7 2.7 0 0 0-1.5 4.9l-.8 3.3h4.6l-.8-3.3a2.7 2.7 0 0 0-1.5-4.9Z"
      />
    </svg>
  );
}

export function Logo() {
  return (
    <span className="flex items-center gap-2 font-semibold text-md tracking-tight">
      <LogoMark />
      Clawkeep
    </span>
  );
}
