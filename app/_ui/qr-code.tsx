import { encode } from "uqr";

type Props = { text: string; label: string };

/** A QR code as one path; dark on white in every theme, since many cameras read no other. */
export function QrCode({ text, label }: Props) {
  const { size, data } = encode(text, { ecc: "M", border: 3 });
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="size-52 shrink-0 rounded-md border border-line bg-white"
    >
      <path d={data.map(rowPath).join("")} fill="#000" />
    </svg>
  );
}

function rowPath(row: boolean[], y: number): string {
  return row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : "")).join("");
}
