import { z } from "zod";

/** What may be asked of `/api/check`. An unknown name is refused: it may be a token that does not belong in an address. */
export const CheckQuery = z.strictObject({
  gateway: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .meta({ description: "Name or id of a gateway. May be left out while there is one." }),
  agent: z
    .string()
    .min(1)
    .max(128)
    .optional()
    .meta({ description: "Id of an agent. All agents of the gateway when left out." }),
});
