import { Eye } from "lucide-react";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { queryText } from "#app/_server/address.ts";
import { operatorContext } from "#app/_server/context.ts";
import { clientMessages, getT } from "#app/_server/i18n.ts";
import { EmptyState } from "#app/_ui/empty-state.tsx";
import { MoreMessages } from "#app/_ui/messages.client.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { TabLinks } from "#app/_ui/tabs.client.tsx";
import { addressOf } from "#app/(console)/address.ts";
import { NoGateway } from "#app/(console)/no-gateway.tsx";
import { ApiKeyForm } from "#app/(console)/profiles/new/api-key-form.tsx";
import { CredentialAdvice } from "#app/(console)/profiles/new/credential-advice.tsx";
import {
  CREDENTIAL_KINDS,
  type CredentialKind,
  isCredentialKind,
} from "#app/(console)/profiles/new/credential-kind.ts";
import type { CredentialFormProps } from "#app/(console)/profiles/new/form-parts.tsx";
import { KindCards } from "#app/(console)/profiles/new/kind-cards.tsx";
import { ReferenceForm } from "#app/(console)/profiles/new/reference-form.tsx";
import { SetupTokenForm } from "#app/(console)/profiles/new/setup-token-form.tsx";
import { TokenForm } from "#app/(console)/profiles/new/token-form.tsx";
import { roleAllows } from "#lib/domain/role.ts";
import { type CredentialTarget, credentialTargetsView } from "#lib/views/credential-targets-view.ts";

const FORMS: Record<CredentialKind, (props: CredentialFormProps) => Promise<ReactNode>> = {
  "api-key": ApiKeyForm,
  "setup-token": SetupTokenForm,
  token: TokenForm,
  reference: ReferenceForm,
};

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("profile_form"))("title") };
}

export default async function NewProfilePage({ searchParams }: PageProps<"/profiles/new">) {
  const ctx = await operatorContext();
  const params = await searchParams;
  const t = await getT("profile_form");
  const nav = await getT("nav");
  const query = { gateway: queryText(params.gateway), agent: queryText(params.agent) };
  const targets = credentialTargetsView(ctx);
  const kind = isCredentialKind(params.kind) ? params.kind : null;

  return (
    <>
      <PageHeader
        breadcrumbs={[{ href: "/profiles", label: nav("profiles") }]}
        title={t("title")}
        description={t("lead")}
      />
      {!roleAllows(ctx.actor.role, "credential:manage") ? (
        <Panel>
          <EmptyState icon={<Eye />} title={t("not_allowed_title")}>
            {t("not_allowed")}
          </EmptyState>
        </Panel>
      ) : targets.length === 0 ? (
        <NoGateway role={ctx.actor.role} what="new_profile" />
      ) : kind === null ? (
        <KindCards query={query} />
      ) : (
        <CredentialForm
          kind={kind}
          targets={targets}
          query={{ ...query, provider: queryText(params.provider) }}
        />
      )}
    </>
  );
}

type FormProps = {
  kind: CredentialKind;
  targets: CredentialTarget[];
  query: Record<"gateway" | "agent" | "provider", string | undefined>;
};

async function CredentialForm({ kind, targets, query }: FormProps) {
  const t = await getT("profile_form");
  const Form = FORMS[kind];
  const { gateway, agent, provider } = query;
  return (
    <>
      <TabLinks
        label={t("kind")}
        tabs={CREDENTIAL_KINDS.map((each) => ({
          href: addressOf("/profiles/new", { ...query, kind: each }),
          label: t(`kinds.${each}`),
          current: each === kind,
        }))}
      />
      <div className="grid grid-cols-1 items-start gap-(--stack) lg:grid-cols-[minmax(0,1fr)_minmax(0,20rem)]">
        {/* The advice comes first where there is no room beside the form: it is for before one pastes. */}
        <div className="lg:order-last">
          <CredentialAdvice kind={kind} query={{ gateway, agent }} />
        </div>
        <Panel>
          <MoreMessages messages={await clientMessages("profile_form")}>
            <Form key={kind} targets={targets} gatewayId={gateway} agentId={agent} provider={provider} />
          </MoreMessages>
        </Panel>
      </div>
    </>
  );
}
