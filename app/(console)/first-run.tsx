import { ArrowRight } from "lucide-react";
import { getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { CodeBlock } from "#app/_ui/code-block.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { Stepper } from "#app/_ui/stepper.client.tsx";
import { SkipFirstRun } from "#app/(console)/start/skip.tsx";
import { type Role, roleAllows } from "#lib/domain/role.ts";
import type { FirstRunView } from "#lib/views/first-run-view.ts";

/** In place of the status while there is no gateway: what there is to do, and the next of it. */
export async function FirstRun({ role }: { role: Role }) {
  const t = await getT("home.first");
  if (!roleAllows(role, "gateway:manage")) {
    return (
      <Panel title={t("title")}>
        <p className="text-fg-muted">{t("viewer")}</p>
      </Panel>
    );
  }
  return (
    <Panel title={t("title")} description={t("lead")}>
      <div className="grid gap-6 lg:grid-cols-2">
        <Stepper
          direction="column"
          steps={[
            { key: "account", label: t("account"), detail: t("account_detail"), state: "done" },
            {
              key: "gateway",
              label: t("gateway"),
              state: "current",
              detail: (
                <>
                  <p>{t("gateway_detail")}</p>
                  <div className="mt-3">
                    <LinkButton href="/start" variant="primary" icon={<ArrowRight aria-hidden />}>
                      {t("action")}
                    </LinkButton>
                  </div>
                </>
              ),
            },
            { key: "credential", label: t("credential"), detail: t("credential_detail"), state: "upcoming" },
            { key: "publish", label: t("publish"), detail: t("publish_detail"), state: "upcoming" },
          ]}
        />
        <div className="min-w-0">
          <p className="mb-1.5 text-fg-muted text-sm">{t("command_label")}</p>
          <CodeBlock
            prompt
            code={[
              "clawkeep gateway add --name home --state-dir ~/.openclaw",
              "clawkeep import",
              "clawkeep publish --dry-run",
              "clawkeep publish",
            ].join("\n")}
          />
        </div>
      </div>
    </Panel>
  );
}

/** Above the status while there is a gateway and nothing was published yet: the way back to where one was. */
export async function FirstRunGoesOn({ view }: { view: FirstRunView }) {
  const t = await getT("home.first");
  return (
    <Callout
      tone="info"
      title={t("goes_on", { name: view.gateway?.name ?? "" })}
      actions={
        <>
          <LinkButton size="sm" href="/start">
            {t("continue")}
          </LinkButton>
          <SkipFirstRun />
        </>
      }
    >
      {t(`next.${view.step}`)}
    </Callout>
  );
}
