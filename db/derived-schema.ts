import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { profiles } from "#db/schema.ts";

/** Kept by triggers of `0009_profile_search.sql`: read it, never write it. */
export const profileSearch = sqliteTable("profile_search", {
  profileRowId: text("profile_row_id")
    .primaryKey()
    .references(() => profiles.id, { onDelete: "cascade" }),
  text: text().notNull(),
});

/** Kept by triggers of `0012_wanted_mark.sql`: read it, never write it. */
export const wantedMark = sqliteTable("wanted_mark", {
  id: integer().primaryKey(),
  writes: integer().notNull(),
});
