/** Between two questions, in milliseconds; longer where data is to be saved, and up to the last after errors. */
const EVERY_MS = 3_000;
/** While something runs that people watch. */
const WATCHED_MS = 700;
const SAVING_MS = 30_000;
const SLOWEST_MS = 60_000;
/** By when a session that gets another token has told the browser. */
const RENEWED_AFTER_MS = 1_500;

/** What `/api/live` answers. */
export type Version = { change: string; tick: number };

/** `ticked`: nothing changed, but what the page says of remaining times is a minute old. */
export type News = "same" | "ticked" | "changed" | "offline" | "signed_out";

/**
 * Asks every few seconds whether a page of this version is still right, and tells what it hears; returns what ends it.
 * Nothing is asked while nobody can see the page, and at once when somebody does again.
 */
export function followVersion(
  seen: Version,
  tell: (news: News) => void,
  { watched = false }: { watched?: boolean } = {},
): () => void {
  const ended = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;

  const askLater = () => {
    clearTimeout(timer);
    const base = savesData() ? SAVING_MS : watched ? WATCHED_MS : EVERY_MS;
    timer = setTimeout(ask, Math.min(base * 2 ** failures, SLOWEST_MS));
  };
  const ask = async () => {
    if (document.visibilityState === "hidden") return;
    const news = await surelyNews(seen, ended.signal);
    if (ended.signal.aborted) return;
    failures = news === "offline" ? failures + 1 : 0;
    tell(news);
    if (news !== "signed_out") askLater();
  };
  const onVisible = () => {
    clearTimeout(timer);
    void ask();
  };
  document.addEventListener("visibilitychange", onVisible, { signal: ended.signal });
  askLater();
  return () => {
    ended.abort();
    clearTimeout(timer);
  };
}

/**
 * Asks once more before a person is told that they are signed out: a question on its way while their session gets
 * another token brings the one until then.
 */
async function surelyNews(seen: Version, signal: AbortSignal): Promise<News> {
  const news = await newsOf(seen, signal);
  if (news !== "signed_out") return news;
  await new Promise((resolve) => setTimeout(resolve, RENEWED_AFTER_MS));
  return newsOf(seen, signal);
}

async function newsOf(seen: Version, signal: AbortSignal): Promise<News> {
  try {
    const response = await fetch("/api/live", { signal, cache: "no-store" });
    if (response.status === 401) return "signed_out";
    if (!response.ok) return "offline";
    const { change, tick } = (await response.json()) as Version;
    if (change !== seen.change) return "changed";
    return tick === seen.tick ? "same" : "ticked";
  } catch {
    return "offline";
  }
}

function savesData(): boolean {
  const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } };
  return connection?.saveData === true || matchMedia("(prefers-reduced-data: reduce)").matches;
}
