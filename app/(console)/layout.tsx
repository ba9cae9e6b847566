import type { ReactNode } from "react";
import { operatorContext } from "#app/_server/context.ts";
import { refusalOfRequest } from "#app/_server/form-state.ts";
import { getT } from "#app/_server/i18n.ts";
import { ConsoleProviders } from "#app/_ui/console-providers.client.tsx";
import { LostRefusal } from "#app/_ui/lost-refusal.client.tsx";
import { ConsoleShell } from "#app/(console)/console-shell.client.tsx";
import { preferenceState } from "#app/preferences/preference-state.ts";
import { VaultBanner } from "#app/vault-banner.tsx";
import { accountView } from "#lib/views/account-view.ts";

/** The frame of every page behind sign-in. It asks who is there, and so does every page and action in it again. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const ctx = await operatorContext();
  const role = await getT("shell.role");
  const account = accountView(ctx);
  const { email } = ctx.actor;
  const refusal = await refusalOfRequest();

  return (
    <ConsoleProviders>
      <ConsoleShell
        preferences={await preferenceState()}
        user={{ name: account?.name ?? email, email, role: role(ctx.actor.role) }}
      >
        <div className="mb-5 empty:hidden">
          <VaultBanner to="people" />
        </div>
        {refusal && <LostRefusal>{refusal}</LostRefusal>}
        {children}
      </ConsoleShell>
    </ConsoleProviders>
  );
}
