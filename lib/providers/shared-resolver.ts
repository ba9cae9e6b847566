/** All addresses of a name. Asked once for a request. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/**
 * Asks once for a name that many ask for at the same time, and for at most `atOnce` names together; the others wait.
 * Nothing is kept: a name that is asked for again when nobody is waiting for it is resolved again.
 *
 * The system's resolver takes one of Node's few threads for as long as it waits for an answer, and who signs in needs
 * one too (`UV_THREADPOOL_SIZE`, 4 unless set).
 */
export function sharedResolver(resolve: Resolve, atOnce: number): Resolve {
  const asked = new Map<string, Promise<readonly string[]>>();
  const waiting: (() => void)[] = [];
  let running = 0;

  const inTurn = async (hostname: string): Promise<readonly string[]> => {
    if (running < atOnce) running += 1;
    else await new Promise<void>((start) => waiting.push(start));
    try {
      return await resolve(hostname);
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };

  return (hostname) => {
    const known = asked.get(hostname);
    if (known) return known;
    const answer = inTurn(hostname).finally(() => asked.delete(hostname));
    asked.set(hostname, answer);
    return answer;
  };
}
