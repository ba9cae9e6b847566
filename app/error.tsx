"use client";

import { ErrorPage } from "#app/_ui/error-page.client.tsx";

type Props = { error: unknown; retry: () => void };

/** For what fails outside the console's frame, or in it where it has no error page of its own. */
export default function RootError(props: Props) {
  return (
    <main id="main" tabIndex={-1}>
      <ErrorPage {...props} />
    </main>
  );
}
