/** The console's address as a link; null where it is served on a socket or nobody said. */
export function webAddress(url: string | null): string | null {
  return url !== null && /^https?:\/\//.test(url) ? url : null;
}
