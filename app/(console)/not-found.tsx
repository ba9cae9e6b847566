import type { Metadata } from "next";
import { getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("shell.notFound"))("title") };
}

/** For a profile, gateway or agent that is not there; the frame stays. */
export default async function ConsoleNotFound() {
  const t = await getT("shell.notFound");
  return (
    <>
      <PageHeader title={t("title")} description={t("body")} />
      <LinkButton href="/" variant="primary">
        {t("action")}
      </LinkButton>
    </>
  );
}
