import { clsx } from "clsx";

type Props = { className?: string };

/** Work in progress. Decoration: the words beside it say what is being done. It stands still for those who ask for less motion. */
export function Spinner({ className }: Props) {
  return (
    <svg
      viewBox="0 0 16 16"
      fill="none"
      aria-hidden="true"
      className={clsx("size-4 shrink-0 motion-safe:animate-spin", className)}
    >
      <circle cx="8" cy="8" r="6" stroke="currentColor" strokeWidth="2" opacity="0.25" />
      <path d="M14 8a6 6 0 0 0-6-6" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
    </svg>
  );
}
