declare const sealed: unique symbol;

/** An envelope as stored: versioned text that only the vault can open. A plain string is not assignable to it. */
export type SealedSecret = string & { readonly [sealed]: true };
