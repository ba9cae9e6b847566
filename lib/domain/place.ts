/**
 * Where a sealed secret belongs, bound into its envelope as authenticated data.
 *
 * `facts` are the columns that must not drift apart from the secret (profile id, provider, type,
 * label, expiry). An envelope moved to another row, or beside changed facts, does not open.
 */
export type Place = {
  table: string;
  field: string;
  rowId: string;
  facts: Readonly<Record<string, string | number | null>>;
};
