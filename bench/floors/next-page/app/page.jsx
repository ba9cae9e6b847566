// What a page with a table costs before it does anything: one server component, fifty rows, no style, no client code.

export const dynamic = "force-dynamic";

const ROWS = Array.from({ length: 50 }, (_, n) => ({
  id: `openrouter:n${String(n).padStart(6, "0")}`,
  agent: "main",
  provider: "openrouter",
  type: "api_key",
  state: "usable",
  changed: "2026-11-22",
}));

export default function Page() {
  return (
    <table>
      <tbody>
        {ROWS.map((row) => (
          <tr key={row.id}>
            {Object.entries(row).map(([name, value]) => (
              <td key={name}>{value}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
