import { FileKey2, KeyRound, Link2, TicketCheck } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { getT } from "#app/_server/i18n.ts";
import { addressOf } from "#app/(console)/address.ts";
import { CREDENTIAL_KINDS } from "#app/(console)/profiles/new/credential-kind.ts";

const ICONS = {
  "api-key": <KeyRound aria-hidden />,
  "setup-token": <TicketCheck aria-hidden />,
  token: <FileKey2 aria-hidden />,
  reference: <Link2 aria-hidden />,
};

/** The first question: what kind of credential it is, with what each is for. */
export async function KindCards({ query }: { query: Record<string, string | undefined> }) {
  const t = await getT("profile_form");
  return (
    <ul aria-label={t("kind")} className="grid gap-3 sm:grid-cols-2">
      {CREDENTIAL_KINDS.map((kind) => (
        <li key={kind} className="grid">
          <Link
            href={addressOf("/profiles/new", { ...query, kind }) as Route}
            className="flex gap-3 rounded-lg border border-line bg-surface px-(--panel-x) py-(--panel-y) hover:border-line-strong hover:bg-hover"
          >
            <span className="mt-0.5 text-fg-muted">{ICONS[kind]}</span>
            <span className="min-w-0">
              <span className="block font-semibold text-md">{t(`kinds.${kind}`)}</span>
              <span className="mt-1 block text-fg-muted">{t(`kind_hint.${kind}`)}</span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
