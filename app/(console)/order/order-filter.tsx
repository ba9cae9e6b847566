import Form from "next/form";
import { getT } from "#app/_server/i18n.ts";
import { Button } from "#app/_ui/button.tsx";
import { Select } from "#app/_ui/inputs.client.tsx";
import { providerName } from "#lib/domain/providers.ts";
import type { OrderIndexView } from "#lib/views/order-index-view.ts";

type Props = { view: OrderIndexView; agentId: string | undefined; provider: string | undefined };

/** Which gateway, agent and provider; a plain GET form. */
export async function OrderFilter({ view, agentId, provider }: Props) {
  const t = await getT("order.filter");
  return (
    <Form
      action="/order"
      role="search"
      aria-label={t("label")}
      className="grid gap-2 sm:grid-cols-[repeat(3,minmax(0,14rem))_auto] sm:justify-start"
    >
      <Select
        key={`gateway ${view.gatewayId}`}
        name="gateway"
        aria-label={t("gateway")}
        defaultValue={view.gatewayId}
        options={view.gateways.map(({ gatewayId, name }) => ({ value: gatewayId, label: name }))}
      />
      <Select
        key={`agent ${agentId}`}
        name="agent"
        aria-label={t("agent")}
        placeholder={t("all_agents")}
        defaultValue={agentId}
        options={view.agentIds.map((each) => ({ value: each, label: each }))}
      />
      <Select
        key={`provider ${provider}`}
        name="provider"
        aria-label={t("provider")}
        placeholder={t("all_providers")}
        defaultValue={provider}
        options={view.providers.map((each) => ({ value: each, label: providerName(each) }))}
      />
      <Button type="submit">{t("apply")}</Button>
    </Form>
  );
}
