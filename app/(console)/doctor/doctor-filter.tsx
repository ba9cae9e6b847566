import { Search } from "lucide-react";
import Form from "next/form";
import { findingWriter } from "#app/_server/doctor-text.ts";
import { getT } from "#app/_server/i18n.ts";
import { Button, LinkButton } from "#app/_ui/button.tsx";
import { Select } from "#app/_ui/inputs.client.tsx";
import type { DoctorQuery } from "#app/(console)/doctor/doctor-query.ts";
import { type DoctorView, SEVERITIES } from "#lib/views/doctor-view.ts";

type Props = { query: DoctorQuery; view: Pick<DoctorView, "gateways" | "codes"> };

/** A plain GET form, like that of the profiles. */
export async function DoctorFilter({ query, view }: Props) {
  const t = await getT("doctor");
  const write = await findingWriter();
  return (
    <Form
      action="/doctor"
      role="search"
      aria-label={t("filter.label")}
      className="grid grid-cols-2 gap-2 lg:flex lg:items-center"
    >
      {view.gateways.length > 1 && (
        <Select
          key={`gateway ${query.gateway}`}
          name="gateway"
          aria-label={t("filter.gateway")}
          placeholder={t("filter.all_gateways")}
          defaultValue={query.gateway}
          options={view.gateways.map(({ gatewayId, name }) => ({ value: gatewayId, label: name }))}
        />
      )}
      <Select
        key={`severity ${query.severity}`}
        name="severity"
        aria-label={t("filter.severity")}
        placeholder={t("filter.all_severities")}
        defaultValue={query.severity}
        options={SEVERITIES.map((severity) => ({ value: severity, label: t(`severity.${severity}`) }))}
      />
      <div className="min-w-0 max-lg:col-span-2 lg:flex-1">
        <Select
          key={`code ${query.code}`}
          name="code"
          aria-label={t("filter.code")}
          placeholder={t("filter.all_codes")}
          defaultValue={query.code}
          options={view.codes.map((finding) => ({
            value: finding.code,
            label: `${write(finding).title} (${finding.code})`,
          }))}
        />
      </div>
      <div className="col-span-2 flex gap-2">
        <Button type="submit" icon={<Search aria-hidden />}>
          {t("filter.apply")}
        </Button>
        {Object.values(query).some(Boolean) && (
          <LinkButton href="/doctor" variant="ghost">
            {t("filter.clear")}
          </LinkButton>
        )}
      </div>
    </Form>
  );
}
