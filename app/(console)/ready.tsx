import type { ReactNode } from "react";
import { getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { CodeBlock } from "#app/_ui/code-block.tsx";
import { Mono } from "#app/_ui/text.tsx";
import { addressOf } from "#app/(console)/address.ts";
import { gatewayAddress } from "#app/(console)/gateways/address.ts";
import { providerName } from "#lib/domain/providers.ts";
import type { ReadyView } from "#lib/views/first-run-view.ts";
import type { StatusRow } from "#lib/views/status-rows.ts";

/** The end of the first run: in plain sentences, which agent uses what. */
export async function Ready({ ready }: { ready: ReadyView }) {
  const t = await getT("start.ready");
  const { gatewayId, name, isDemo, isGreen, uses } = ready;
  return (
    <Callout
      tone={isGreen || isDemo ? "success" : "warn"}
      live="status"
      title={
        isDemo ? t("demo_title", { name }) : isGreen ? t("title", { name }) : t("almost_title", { name })
      }
      actions={
        <>
          {!isGreen && !isDemo && (
            <LinkButton size="sm" href={addressOf("/profiles/new", { gateway: gatewayId })}>
              {t("add")}
            </LinkButton>
          )}
          <LinkButton
            size="sm"
            variant={isGreen || isDemo ? "secondary" : "ghost"}
            href={gatewayAddress(gatewayId)}
          >
            {t("look")}
          </LinkButton>
        </>
      }
    >
      <ul className="grid list-disc gap-1 pl-4">
        {uses.map((row) => (
          <li key={`${row.agentId} ${row.provider}`}>
            <Use row={row} />
          </li>
        ))}
      </ul>
      {!isDemo && (
        <div className="mt-2.5 grid gap-1.5">
          <p>{t("reload")}</p>
          <CodeBlock prompt code="openclaw secrets reload" />
        </div>
      )}
    </Callout>
  );
}

async function Use({ row }: { row: StatusRow }) {
  const t = await getT("start.ready");
  const { agentId: agent, effective } = row;
  const provider = providerName(row.provider);
  const mono = (text: ReactNode) => <Mono>{text}</Mono>;
  if (effective === null) return t.rich("uses_nothing", { agent, provider, mono });
  return t.rich("uses", { agent, provider, credential: effective.profileId ?? effective.source, mono });
}
