/** What a thing means for the reader. Each tone has a colour and a shape, so that neither is needed alone. */
export const TONES = ["neutral", "info", "success", "warn", "danger"] as const;
export type Tone = (typeof TONES)[number];

/** Text, background and edge of a tinted box. */
export const TONE_BOX: Record<Tone, string> = {
  neutral: "border-line bg-sunken text-fg-muted",
  info: "border-info-line bg-info-bg text-info-fg",
  success: "border-success-line bg-success-bg text-success-fg",
  warn: "border-warn-line bg-warn-bg text-warn-fg",
  danger: "border-danger-line bg-danger-bg text-danger-fg",
};

/** Text alone, on the surface or the canvas. */
export const TONE_TEXT: Record<Tone, string> = {
  neutral: "text-fg-muted",
  info: "text-info-fg",
  success: "text-success-fg",
  warn: "text-warn-fg",
  danger: "text-danger-fg",
};
