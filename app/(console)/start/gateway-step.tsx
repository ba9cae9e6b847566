import { getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { RadioCards } from "#app/_ui/choices.client.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { TextInput } from "#app/_ui/inputs.client.tsx";
import { Panel, Stack } from "#app/_ui/panel.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { Mono } from "#app/_ui/text.tsx";
import { AddDemo } from "#app/(console)/demo/add-demo.tsx";
import { startGatewayAction } from "#app/(console)/start/actions.ts";
import type { FoundGateway } from "#lib/operations/find-gateways.ts";

type Props = { found: FoundGateway[]; hasDemo: boolean };

/** Which OpenClaw it is about: one that was found here, another folder, or the demo. */
export async function GatewayStep({ found, hasDemo }: Props) {
  const t = await getT("start.gateway");
  const first = found.find(({ isReadable }) => isReadable);
  return (
    <Stack>
      <Panel title={found.length > 0 ? t("title") : t("none_title")} description={t("lead")}>
        <ActionForm action={startGatewayAction}>
          {found.length > 0 && (
            <RadioCards
              name="found"
              legend={t("found")}
              defaultValue={first?.stateDir ?? ""}
              options={[
                ...found.map((each) => ({
                  value: each.stateDir,
                  label: <Mono>{each.stateDir}</Mono>,
                  description: factsOf(t, each),
                })),
                { value: "", label: t("other"), description: t("other_hint") },
              ]}
            />
          )}
          <Field
            name="stateDir"
            label={t("state_dir")}
            hint={found.length > 0 ? t("state_dir_hint_other") : t("state_dir_hint")}
            {...(found.length > 0 ? { optional: true } : { required: true })}
          >
            <TextInput mono placeholder="/home/openclaw/.openclaw" />
          </Field>
          <Field name="name" label={t("name")} hint={t("name_hint")} required>
            <TextInput defaultValue="home" maxLength={64} />
          </Field>
          <div>
            <SubmitButton pendingLabel={t("reading")}>{t("submit")}</SubmitButton>
          </div>
        </ActionForm>
      </Panel>
      {!hasDemo && <AddDemo />}
    </Stack>
  );
}

type T = Awaited<ReturnType<typeof getT<"start.gateway">>>;

function factsOf(t: T, { foundBy, isReadable, storage, agents, profiles }: FoundGateway): string {
  const where = t(`found_by.${foundBy}`);
  if (!isReadable) return `${where} · ${t("unreadable")}`;
  if (storage === "sqlite") return `${where} · ${t("newer_release")}`;
  return `${where} · ${t("holds", { agents, profiles })}`;
}
