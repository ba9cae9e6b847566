import { Mono } from "#app/_ui/text.tsx";

type Props = { stateDir: string; path: string; muted?: boolean; after?: string };

/** A file of a gateway, named from its state directory when it is in there; the pointer shows all of it. */
export function FilePath({ stateDir, path, muted = true, after = "" }: Props) {
  const inside = path.startsWith(`${stateDir}/`) ? path.slice(stateDir.length + 1) : path;
  return (
    <span title={path}>
      <Mono muted={muted}>
        {inside}
        {after}
      </Mono>
    </span>
  );
}
