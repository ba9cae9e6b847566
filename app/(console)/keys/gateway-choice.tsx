import Form from "next/form";
import { getT } from "#app/_server/i18n.ts";
import { Button } from "#app/_ui/button.tsx";
import { Select } from "#app/_ui/inputs.client.tsx";
import type { KeySourcesView } from "#lib/views/key-sources-view.ts";

/** Which gateway; a plain GET form. */
export async function GatewayChoice({ view }: { view: KeySourcesView }) {
  const t = await getT("key_sources.filter");
  return (
    <Form
      action="/keys"
      role="search"
      aria-label={t("label")}
      className="grid gap-2 sm:grid-cols-[minmax(0,18rem)_auto] sm:justify-start"
    >
      <Select
        key={view.gatewayId}
        name="gateway"
        aria-label={t("gateway")}
        defaultValue={view.gatewayId}
        options={view.gateways.map(({ gatewayId, name }) => ({ value: gatewayId, label: name }))}
      />
      <Button type="submit">{t("apply")}</Button>
    </Form>
  );
}
