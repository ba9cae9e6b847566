import { getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { FocusPage } from "#app/_ui/focus-page.tsx";

export default async function NotFound() {
  const t = await getT("ui.notFound");
  return (
    <FocusPage title={t("title")} description={t("body")}>
      <LinkButton href="/" variant="primary">
        {t("action")}
      </LinkButton>
    </FocusPage>
  );
}
