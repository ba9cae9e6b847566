import type { ReactNode } from "react";
import { getLocale, getT } from "#app/_server/i18n.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { type Description, DescriptionList } from "#app/_ui/description-list.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Mono } from "#app/_ui/text.tsx";
import { InfoTip } from "#app/_ui/tooltip.client.tsx";
import { refText } from "#app/(console)/profiles/profile-lines.ts";
import { ExpiryText } from "#app/(console)/profiles/profile-status.tsx";
import { maskTail } from "#lib/domain/mask.ts";
import { providerName } from "#lib/domain/providers.ts";
import type { ProfileView } from "#lib/views/profile-view.ts";

/** Everything that is known of a profile but its secret. */
export async function ProfileFacts({ profile }: { profile: ProfileView }) {
  const t = await getT("profile");
  const list = await getT("profiles");
  const facts: Description[] = [
    {
      term: t("provider"),
      detail: (
        <>
          {providerName(profile.provider)} <Mono muted>{profile.provider}</Mono>
        </>
      ),
    },
    { term: t("type"), detail: <Badge mono>{profile.type}</Badge> },
    { term: t("source"), detail: list(`source.${profile.source}`) },
    ...(await secretFacts(profile)),
    ...(profile.type === "token"
      ? [
          {
            term: t("expires"),
            detail: <ExpiryText profile={profile} nowMs={profile.asOfMs} look="inline" />,
          },
        ]
      : []),
    ...(profile.type === "oauth" && profile.expiresAtMs !== null
      ? [{ term: t("access_token"), detail: <Moment atMs={profile.expiresAtMs} profile={profile} /> }]
      : []),
    ...noted(t("label"), profile.label),
    ...noted(t("email"), profile.email),
    ...(profile.metadata === null
      ? []
      : [{ term: t("metadata"), detail: <Metadata map={profile.metadata} /> }]),
    {
      term: t("changed"),
      detail: <Moment atMs={profile.changedAtMs} profile={profile} by={profile.changedBy} />,
    },
    { term: t("created"), detail: <Moment atMs={profile.createdAtMs} profile={profile} /> },
  ];
  return (
    <Panel title={t("facts")} footer={profile.canPin ? undefined : t("cannot_pin")}>
      <DescriptionList items={facts} />
    </Panel>
  );
}

async function secretFacts(profile: ProfileView): Promise<Description[]> {
  const t = await getT("profile");
  const { source, ref, tail, fingerprint } = profile;
  const reference: Description[] =
    ref === null
      ? []
      : [
          {
            term: source === "ref" ? t("reference") : t("published_as"),
            detail: <Mono>{refText(ref)}</Mono>,
          },
        ];
  if (source !== "vault") return reference;
  return [
    {
      term: t("secret"),
      detail: tail === null ? t("secret_hidden") : <Mono>{maskTail(tail)}</Mono>,
    },
    ...(fingerprint === null
      ? []
      : [{ term: t("fingerprint"), detail: <FingerprintFact text={fingerprint} /> }]),
    ...(profile.secretChangedAtMs === null
      ? []
      : [
          {
            term: t("secret_changed"),
            detail: <Moment atMs={profile.secretChangedAtMs} profile={profile} />,
          },
        ]),
    ...reference,
  ];
}

function noted(term: string, text: string | null): Description[] {
  return text === null ? [] : [{ term, detail: text }];
}

async function FingerprintFact({ text }: { text: string }) {
  const t = await getT("profile");
  return (
    <>
      <Mono>{text}</Mono>{" "}
      <InfoTip subject={t("fingerprint")}>{(await getT("profiles"))("fingerprint_hint")}</InfoTip>
    </>
  );
}

function Metadata({ map }: { map: Record<string, string> }) {
  return (
    <ul>
      {Object.entries(map).map(([key, value]) => (
        <li key={key}>
          <Mono muted>{key}</Mono> <Mono>{value}</Mono>
        </li>
      ))}
    </ul>
  );
}

type MomentProps = { atMs: number; profile: Pick<ProfileView, "asOfMs">; by?: string };

async function Moment({ atMs, profile, by }: MomentProps): Promise<ReactNode> {
  const t = await getT("profile");
  return (
    <>
      <RelativeTime atMs={atMs} nowMs={profile.asOfMs} locale={await getLocale()} />
      {by && <> {t("by", { who: by })}</>}
    </>
  );
}
