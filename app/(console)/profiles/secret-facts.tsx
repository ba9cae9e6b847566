import { Mono } from "#app/_ui/text.tsx";
import { FingerprintMark } from "#app/_ui/tone-icon.tsx";
import { maskTail } from "#lib/domain/mask.ts";
import type { SecretRef } from "#lib/domain/secret-ref.ts";
import { type Locale, translator } from "#lib/messages.ts";
import type { ProfileListItem } from "#lib/views/profiles-view.ts";

/** Eight of its sixteen characters tell any two secrets of one list apart. */
const FINGERPRINT_SHOWN = 8;

/** Recognises the same secret twice. What it is stands under the pointer, all of it on the profile's page. */
function Fingerprint({ text, locale }: { text: string; locale: Locale }) {
  const t = translator(locale, "profiles");
  return (
    <span title={t("fingerprint_hint")} className="fingerprint">
      <FingerprintMark />
      <span className="sr-only">{t("fingerprint")} </span>
      <Mono>{text.slice(0, FINGERPRINT_SHOWN)}</Mono>
    </span>
  );
}

/** A SecretRef in one line: `env:default:OPENAI_API_KEY`. */
export function refText({ source, provider, id }: SecretRef): string {
  return `${source}:${provider}:${id}`;
}

/** Where a profile's secret is kept, and what may be shown of it. */
export function SecretCell({ profile, locale }: { profile: ProfileListItem; locale: Locale }) {
  const t = translator(locale, "profiles");
  const { source, ref, tail, fingerprint } = profile;
  return (
    <>
      <div className="whitespace-nowrap">
        <span className="text-fg-muted">{t(`source.${source}`)}</span>{" "}
        {source === "vault" && <Mono>{maskTail(tail)}</Mono>}
      </div>
      {source === "vault" && fingerprint && <Fingerprint text={fingerprint} locale={locale} />}
      {source === "ref" && ref && (
        <div title={refText(ref)} className="max-w-36 truncate text-xs">
          <Mono>{refText(ref)}</Mono>
        </div>
      )}
    </>
  );
}
