import { clsx } from "clsx";

export type ButtonVariant = "primary" | "secondary" | "ghost" | "danger" | "danger-quiet";
export type ButtonSize = "sm" | "md";

export type ButtonLook = {
  variant?: ButtonVariant;
  size?: ButtonSize;
  iconOnly?: boolean;
  className?: string;
};

const VARIANTS: Record<ButtonVariant, string> = {
  primary: "border-transparent bg-primary text-on-primary hover:bg-primary-hover",
  secondary: "border-line-strong bg-surface text-fg shadow-control hover:bg-hover",
  ghost: "border-transparent text-fg-muted hover:bg-hover hover:text-fg",
  danger: "border-transparent bg-danger-solid text-on-danger hover:bg-danger-solid-hover",
  "danger-quiet": "border-line-strong bg-surface text-danger-fg shadow-control hover:bg-danger-bg",
};

const SIZES: Record<ButtonSize, { box: string; square: string }> = {
  sm: { box: "h-(--control-sm) px-2.5 text-sm", square: "size-(--control-sm)" },
  md: { box: "h-(--control) px-3.5 text-base", square: "size-(--control)" },
};

/** The classes of everything that looks like a button: button, link, summary, menu trigger. */
export function buttonLook({
  variant = "secondary",
  size = "md",
  iconOnly = false,
  className,
}: ButtonLook): string {
  const shape = SIZES[size];
  return clsx(
    "inline-flex shrink-0 select-none items-center justify-center gap-1.5 rounded-md border font-medium",
    "whitespace-nowrap no-underline motion-safe:transition-colors motion-safe:duration-100",
    "disabled:pointer-events-none disabled:opacity-50 aria-disabled:opacity-50",
    iconOnly ? shape.square : shape.box,
    VARIANTS[variant],
    className,
  );
}
