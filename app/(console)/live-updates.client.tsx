"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { followVersion, type News, type Version } from "#app/_ui/follow-version.ts";
import { useT } from "#app/_ui/messages.client.tsx";

type Props = {
  version: Version;
  /** Something runs that people watch, so the page follows more closely. */
  watched?: boolean;
};

/** Has the page drawn again when it is no longer right. Without scripts it is as of when it was loaded. */
export function LiveUpdates({ version: { change, tick }, watched = false }: Props) {
  const t = useT("ui");
  const router = useRouter();
  const [shown, setShown] = useState<"idle" | "updated" | "offline">("idle");

  useEffect(() => {
    const tell = (news: News) => {
      if (news === "changed" || news === "ticked") router.refresh();
      if (news === "changed") setShown("updated");
      else if (news === "offline") setShown("offline");
      else setShown((before) => (before === "offline" ? "idle" : before));
    };
    return followVersion({ change, tick }, tell, { watched });
  }, [change, tick, watched, router]);

  return (
    <p role="status" className="noscript:hidden min-w-32 text-fg-muted text-sm sm:text-right">
      {t(`live.${shown}`)}
    </p>
  );
}
