import { addressOf } from "#app/(console)/address.ts";

export function sweepAddress(sweepId: string, query: { page?: number } = {}): string {
  return addressOf(`/probes/${encodeURIComponent(sweepId)}`, query);
}
