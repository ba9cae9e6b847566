import type { Route } from "next";
import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { type ButtonLook, buttonLook } from "#app/_ui/button-look.ts";
import { Spinner } from "#app/_ui/spinner.tsx";

type Shared = Omit<ButtonLook, "iconOnly"> & { icon?: ReactNode; children: ReactNode };

export type ButtonProps = Shared & Omit<ComponentProps<"button">, "className"> & { pending?: boolean };

/** `type` is "button" unless said otherwise. A pending button keeps its place and its focus and does nothing. */
export function Button({ variant, size, className, icon, pending = false, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={pending || rest["aria-disabled"]}
      aria-busy={pending || undefined}
      className={buttonLook({ variant, size, className })}
    >
      {pending ? <Spinner /> : icon}
      {children}
    </button>
  );
}

type LinkButtonProps = Shared & { href: string; prefetch?: boolean; download?: boolean };

/** Goes somewhere, looks like a button. */
export function LinkButton({ variant, size, className, icon, href, children, ...rest }: LinkButtonProps) {
  return (
    <Link href={href as Route} {...rest} className={buttonLook({ variant, size, className })}>
      {icon}
      {children}
    </Link>
  );
}

type IconButtonProps = Omit<ButtonLook, "iconOnly"> &
  Omit<ComponentProps<"button">, "className" | "children" | "aria-label"> & {
    /** What it does, for those who cannot see the icon. */
    label: string;
    icon: ReactNode;
  };

/** A button of one icon. Wrap it in `Tooltip` with the same words. */
export function IconButton({ variant = "ghost", size, className, label, icon, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      className={buttonLook({ variant, size, className, iconOnly: true })}
    >
      {icon}
    </button>
  );
}
