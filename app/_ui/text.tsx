import type { Route } from "next";
import Link from "next/link";
import { Fragment, type ReactNode } from "react";

/** An id, a path, a fingerprint: text a machine reads. It may break anywhere rather than widen the page. */
export function Mono({ children, muted = false }: { children: ReactNode; muted?: boolean }) {
  return <code className={muted ? "machine-text text-fg-muted" : "machine-text"}>{children}</code>;
}

/** A profile id. It breaks after its colon first. */
export function ProfileId({ id }: { id: string }) {
  const [provider = "", ...name] = id.split(":");
  return (
    <code className="machine-text">
      {name.length === 0 ? (
        provider
      ) : (
        <Fragment>
          <span className="text-fg-muted">{provider}:</span>
          <wbr />
          {name.join(":")}
        </Fragment>
      )}
    </code>
  );
}

/** A link inside a sentence or a cell. */
export function TextLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link href={href as Route} className="rounded-sm text-link">
      {children}
    </Link>
  );
}

/** The name of a row, linking to its page: looks like a name, underlined when it can be clicked. */
export function RowLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link
      href={href as Route}
      // A table has a hundred of these, and each would ask the server for its page as soon as it is seen.
      prefetch={false}
      className="row-link"
    >
      {children}
    </Link>
  );
}
