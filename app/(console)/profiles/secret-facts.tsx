import { getT } from "#app/_server/i18n.ts";
import { Mono } from "#app/_ui/text.tsx";
import { maskTail } from "#lib/domain/mask.ts";
import type { SecretRef } from "#lib/domain/secret-ref.ts";
import type { ProfileListItem } from "#lib/views/profiles-view.ts";

/** Eight of its sixteen characters tell any two secrets of one list apart. */
const FINGERPRINT_SHOWN = 8;

/** Recognises the same secret twice. The whole of it is under the pointer's title and on the profile's page. */
export async function Fingerprint({ text }: { text: string }) {
  const t = await getT("profiles");
  return (
    <span title={t("fingerprint_hint")}>
      <Mono muted>{text.slice(0, FINGERPRINT_SHOWN)}</Mono>
    </span>
  );
}

/** A SecretRef in one line: `env:default:OPENAI_API_KEY`. */
export function refText({ source, provider, id }: SecretRef): string {
  return `${source}:${provider}:${id}`;
}

/** Where a profile's secret is kept, and what may be shown of it. */
export async function SecretCell({ profile }: { profile: ProfileListItem }) {
  const t = await getT("profiles");
  const { source, ref, tail, fingerprint } = profile;
  return (
    <div>
      <div className="text-fg-muted">{t(`source.${source}`)}</div>
      {source === "vault" && (
        <div className="whitespace-nowrap">
          <Mono>{maskTail(tail)}</Mono> {fingerprint && <Fingerprint text={fingerprint} />}
        </div>
      )}
      {source === "ref" && ref && <Mono>{refText(ref)}</Mono>}
      {source === "gateway" && <span className="text-fg-subtle text-xs">{t("stays_on_gateway")}</span>}
    </div>
  );
}
