import { CopyButton } from "#app/_ui/copy-button.client.tsx";

type Props = {
  code: string;
  /** Shows a `$` before each line; it is neither selected nor copied. */
  prompt?: boolean;
  /** Names the block for those who cannot see it. */
  label?: string;
};

/** Something to run or to paste; long lines wrap. Never a secret: it has a copy button. */
export function CodeBlock({ code, prompt = false, label }: Props) {
  return (
    <figure aria-label={label} className="flex min-w-0 items-start rounded-md border border-line bg-sunken">
      <pre className="min-w-0 flex-1 whitespace-pre-wrap px-3 py-2 text-sm leading-5 [overflow-wrap:anywhere]">
        <code>
          {code.split("\n").map((line, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines never move.
            <span key={at} className={prompt ? "block pl-4 -indent-4" : "block"}>
              {prompt && (
                <span aria-hidden className="select-none text-fg-subtle">
                  {"$ "}
                </span>
              )}
              {line || " "}
            </span>
          ))}
        </code>
      </pre>
      <CopyButton text={code} className="m-1" />
    </figure>
  );
}
