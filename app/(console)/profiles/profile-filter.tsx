import { Search } from "lucide-react";
import Form from "next/form";
import { getT } from "#app/_server/i18n.ts";
import { Button, LinkButton } from "#app/_ui/button.tsx";
import { Select, TextInput } from "#app/_ui/inputs.client.tsx";
import { providerName } from "#lib/domain/providers.ts";
import { PROFILE_GROUPS, type ProfileChoices, type ProfileGroup } from "#lib/views/profile-search.ts";

/** What the address says about a list of profiles. */
export type ProfileQuery = {
  q?: string | undefined;
  gateway?: string | undefined;
  agent?: string | undefined;
  provider?: string | undefined;
  show?: ProfileGroup | undefined;
};

type Props = { query: ProfileQuery; choices: ProfileChoices };

/** A plain GET form: what is chosen is in the address, so a list can be bookmarked, shared and had without scripts. */
export async function ProfileFilter({ query, choices }: Props) {
  const t = await getT("profiles");
  const chosen = choices.gateways.filter((item) => !query.gateway || item.gatewayId === query.gateway);
  const agentIds = [...new Set(chosen.flatMap((item) => item.agentIds))].sort();
  const isFiltered = Object.values(query).some(Boolean);
  return (
    <Form
      action="/profiles"
      role="search"
      aria-label={t("filter.label")}
      className="grid grid-cols-2 gap-2 lg:flex lg:items-center"
    >
      <div className="col-span-2 min-w-40 lg:flex-1">
        <TextInput
          key={query.q}
          type="search"
          name="q"
          aria-label={t("filter.search")}
          placeholder={t("filter.placeholder")}
          defaultValue={query.q}
        />
      </div>
      {choices.gateways.length > 1 && (
        <Select
          key={`gateway ${query.gateway}`}
          name="gateway"
          aria-label={t("filter.gateway")}
          placeholder={t("filter.all_gateways")}
          defaultValue={query.gateway}
          options={choices.gateways.map(({ gatewayId, name }) => ({ value: gatewayId, label: name }))}
        />
      )}
      <Select
        key={`agent ${query.agent}`}
        name="agent"
        aria-label={t("filter.agent")}
        placeholder={t("filter.all_agents")}
        defaultValue={query.agent}
        options={agentIds.map((agentId) => ({ value: agentId, label: agentId }))}
      />
      <Select
        key={`provider ${query.provider}`}
        name="provider"
        aria-label={t("filter.provider")}
        placeholder={t("filter.all_providers")}
        defaultValue={query.provider}
        options={choices.providers.map((provider) => ({ value: provider, label: providerName(provider) }))}
      />
      <Select
        key={`show ${query.show}`}
        name="show"
        aria-label={t("filter.group")}
        placeholder={t("filter.all_groups")}
        defaultValue={query.show}
        options={PROFILE_GROUPS.map((group) => ({ value: group, label: t(`group.${group}`) }))}
      />
      <div className="col-span-2 flex gap-2">
        <Button type="submit" icon={<Search aria-hidden />}>
          {t("filter.apply")}
        </Button>
        {isFiltered && (
          <LinkButton href="/profiles" variant="ghost">
            {t("filter.clear")}
          </LinkButton>
        )}
      </div>
    </Form>
  );
}
