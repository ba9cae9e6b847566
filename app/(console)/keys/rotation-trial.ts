import { getT } from "#app/_server/i18n.ts";
import type { AnswerLine, FormState } from "#app/_ui/form-state.ts";
import type { Tone } from "#app/_ui/tone.ts";
import { isProbeReason } from "#lib/domain/probe-reasons.ts";
import type { RotationTrial, TriedKey } from "#lib/operations/try-rotation-list.ts";

/** What trying a list came to, in the reader's language. */
export async function trialState(trial: RotationTrial): Promise<FormState> {
  const t = await getT("key_sources.rotation.trial");
  const last = trial.tried.at(-1);
  if (!last) {
    const reason = (await reasonText(trial.obstacle)) ?? "";
    return { status: "refused", code: "rotation_list_not_asked", message: t("not_asked", { reason }) };
  }
  const statuses = await getT("probes.status");
  const message =
    last.status === "ok" ? t("answered", shownKey(last)) : t("none", { status: statuses(last.status) });
  return { status: "done", message, tone: toneOf(last), lines: await linesOf(trial) };
}

async function linesOf({ tried, notTried }: RotationTrial): Promise<AnswerLine[]> {
  const t = await getT("key_sources.rotation.trial");
  const statuses = await getT("probes.status");
  const answers = tried.map(async (key, at): Promise<AnswerLine> => {
    const title = t("line", { ...shownKey(key), status: statuses(key.status) });
    const details = [await answerText(key), ...(await ruleTexts(key, at === tried.length - 1))];
    return { tone: toneOf(key), title, details: details.filter((text) => text !== null) };
  });
  const rest = notTried.map(
    (key): AnswerLine => ({
      tone: "neutral",
      title: t("not_tried", { ...shownKey(key), why: t(`why.${key.why}`) }),
      details: [],
    }),
  );
  return [...(await Promise.all(answers)), ...rest];
}

/** What our rule made of an answer, and what the gateway's would where it is another. */
async function ruleTexts({ status, goesOn, gatewayGoesOn }: TriedKey, isLast: boolean): Promise<string[]> {
  if (status === "ok") return [];
  const t = await getT("key_sources.rotation.trial");
  const ours = t(goesOn ? (isLast ? "no_other_key" : "goes_on") : "stops");
  return goesOn === gatewayGoesOn ? [ours] : [ours, t(gatewayGoesOn ? "gateway_goes_on" : "gateway_stops")];
}

async function answerText({ status, reason }: TriedKey): Promise<string | null> {
  if (status === "ok") return null;
  return (await reasonText(reason)) ?? (await getT("probes.advice"))(status);
}

async function reasonText(reason: string | null): Promise<string | null> {
  return reason !== null && isProbeReason(reason) ? (await getT("probes.reason"))(reason) : null;
}

function toneOf({ status }: TriedKey): Tone {
  if (status === "ok") return "success";
  return status === "auth" || status === "billing" ? "danger" : "warn";
}

function shownKey({ masked, variable }: { masked: string; variable: string }) {
  return { masked, variable };
}
