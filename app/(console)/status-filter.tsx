import { clsx } from "clsx";
import { Search } from "lucide-react";
import Form from "next/form";
import { getT } from "#app/_server/i18n.ts";
import { Button, LinkButton } from "#app/_ui/button.tsx";
import { Select, TextInput } from "#app/_ui/inputs.client.tsx";
import { providerName } from "#lib/domain/providers.ts";
import { STATUS_FILTERS, STATUS_SORTS, type StatusQuery } from "#lib/views/status-search.ts";
import type { StatusView } from "#lib/views/status-view.ts";

type Props = { query: StatusQuery; view: Pick<StatusView, "gateways" | "agentIds" | "providers"> };

/** A plain GET form: what is chosen is in the address, so a view can be bookmarked, shared and had without scripts. */
export async function StatusFilterForm({ query, view }: Props) {
  const t = await getT("status");
  const hasGateways = view.gateways.length > 1;
  return (
    <Form
      action="/"
      role="search"
      aria-label={t("filter.label")}
      className="grid grid-cols-2 gap-2 sm:grid-cols-3 lg:flex lg:flex-wrap lg:items-center"
    >
      <div className={clsx("col-span-2 min-w-56 sm:col-span-3 lg:flex-1", hasGateways && "lg:basis-full")}>
        <TextInput
          key={query.q}
          type="search"
          name="q"
          aria-label={t("filter.search")}
          placeholder={t("filter.placeholder")}
          defaultValue={query.q}
        />
      </div>
      {hasGateways && (
        <Choice
          name="gateway"
          label={t("filter.gateway")}
          all={t("filter.all_gateways")}
          value={query.gateway}
          options={view.gateways.map(({ gatewayId, name }) => ({ value: gatewayId, label: name }))}
        />
      )}
      <Choice
        name="agent"
        label={t("filter.agent")}
        all={t("filter.all_agents")}
        value={query.agent}
        options={view.agentIds.map((agentId) => ({ value: agentId, label: agentId }))}
      />
      <Choice
        name="provider"
        label={t("filter.provider")}
        all={t("filter.all_providers")}
        value={query.provider}
        options={view.providers.map((provider) => ({ value: provider, label: providerName(provider) }))}
      />
      <Choice
        name="state"
        label={t("filter.state")}
        all={t("filter.all_states")}
        value={query.state}
        options={STATUS_FILTERS.map((state) => ({ value: state, label: t(`state.${state}`) }))}
      />
      <Choice
        name="sort"
        label={t("filter.sort")}
        all={t("sort.state")}
        value={query.sort}
        options={STATUS_SORTS.slice(1).map((sort) => ({ value: sort, label: t(`sort.${sort}`) }))}
      />
      <div className="col-span-2 flex gap-2">
        <Button type="submit" icon={<Search aria-hidden />}>
          {t("filter.apply")}
        </Button>
        {Object.values(query).some(Boolean) && (
          <LinkButton href="/" variant="ghost">
            {t("filter.clear")}
          </LinkButton>
        )}
      </div>
    </Form>
  );
}

type ChoiceProps = {
  name: string;
  label: string;
  all: string;
  value: string | undefined;
  options: { value: string; label: string }[];
};

/** Keyed by its value, so that following a link to another view changes what it shows. */
function Choice({ name, label, all, value, options }: ChoiceProps) {
  return (
    <Select
      key={`${name} ${value}`}
      name={name}
      aria-label={label}
      placeholder={all}
      defaultValue={value}
      options={options}
    />
  );
}
