import { Callout } from "#app/_ui/callout.tsx";
import type { FormState } from "#app/_ui/form-state.ts";

/** What an action said about the whole form. `ActionForm` shows it by itself. */
export function FormMessage({ state }: { state: FormState }) {
  if (state.status === "done") {
    return (
      <Callout tone={state.tone ?? "success"} live="status">
        {state.message}
      </Callout>
    );
  }
  if (state.status === "idle" || !state.message) return null;
  return (
    <Callout tone="danger" live="alert">
      {state.message}
    </Callout>
  );
}
