import type { Metadata } from "next";
import { queryText } from "#app/_server/address.ts";
import { visitorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { FocusPage } from "#app/_ui/focus-page.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("oidc"))("continue_title") };
}

/**
 * A step of our own between the provider and the console: browsers bring the session's cookie only where the way began
 * at this console, and the way back began at the provider.
 */
export default async function ContinuePage({ searchParams }: PageProps<"/sign-in/continue">) {
  await visitorContext();
  const t = await getT("oidc");
  const next = queryText((await searchParams).to) === "second-step" ? "/sign-in/second-step" : "/";
  return (
    <FocusPage title={t("continue_title")}>
      <meta httpEquiv="refresh" content={`0;url=${next}`} />
      <LinkButton href={next} variant="primary" prefetch={false}>
        {t("continue")}
      </LinkButton>
    </FocusPage>
  );
}
