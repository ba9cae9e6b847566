import { Search } from "lucide-react";
import Form from "next/form";
import { getLocale, getT } from "#app/_server/i18n.ts";
import { Button, LinkButton } from "#app/_ui/button.tsx";
import { Select, TextInput } from "#app/_ui/inputs.client.tsx";
import type { AuditWish } from "#lib/domain/audit-filter.ts";
import { messagesOf } from "#lib/messages.ts";

/** A plain GET form: what is chosen is in the address, so it can be bookmarked and works without scripts. */
export async function AuditFilterForm({ wish }: { wish: AuditWish }) {
  const t = await getT("audit.filter");
  const field = (name: "actor" | "text") => (
    <TextInput
      key={`${name} ${wish[name]}`}
      type="search"
      name={name}
      aria-label={t(name)}
      placeholder={t(`${name}_hint`)}
      defaultValue={wish[name]}
    />
  );
  return (
    <Form
      action="/audit"
      role="search"
      aria-label={t("label")}
      className="grid grid-cols-2 items-end gap-2 xl:grid-cols-[repeat(3,minmax(0,1fr))_auto_auto_auto]"
    >
      <div className="col-span-2 min-w-0 xl:col-span-1">
        <Select
          key={wish.event}
          name="event"
          aria-label={t("event")}
          placeholder={t("all_events")}
          defaultValue={wish.event}
          options={await eventOptions()}
        />
      </div>
      {field("actor")}
      {field("text")}
      <Day name="from" label={t("from")} value={wish.from} />
      <Day name="to" label={t("to")} value={wish.to} />
      <div className="col-span-2 flex gap-2 xl:col-span-1">
        <Button type="submit" icon={<Search aria-hidden />}>
          {t("apply")}
        </Button>
        {Object.values(wish).some(Boolean) && (
          <LinkButton href="/audit" variant="ghost">
            {t("clear")}
          </LinkButton>
        )}
      </div>
    </Form>
  );
}

function Day({ name, label, value }: { name: string; label: string; value: string | undefined }) {
  return (
    <div className="grid min-w-0 gap-1">
      <label htmlFor={`audit-${name}`} className="text-fg-muted text-sm">
        {label}
      </label>
      <TextInput key={value} id={`audit-${name}`} type="date" name={name} defaultValue={value} />
    </div>
  );
}

/** Every event under its thing, and the thing itself where it has several. */
async function eventOptions(): Promise<{ value: string; label: string }[]> {
  const t = await getT("audit");
  return Object.entries(messagesOf(await getLocale()).audit_events).flatMap(([thing, verbs]) => {
    const events = Object.entries(verbs).map(([verb, label]) => ({ value: `${thing}.${verb}`, label }));
    if (events.length < 2) return events;
    const name = t(`things.${thing}` as never);
    return [{ value: `${thing}.`, label: t("filter.group", { thing: name }) }, ...events];
  });
}
