import { loadDriver } from "#db/driver.ts";

/**
 * Gives every error of the SQLite driver a property that is made from its result code, and absent where that gives
 * undefined. Next sends the browser an error's `digest` and nothing else of it.
 */
export function nameDriverErrors(property: string, textOf: (code: string) => string | undefined): void {
  Object.defineProperty(loadDriver().SqliteError.prototype, property, {
    configurable: true,
    get(this: { code: string }) {
      return textOf(this.code);
    },
    set(this: object, value: unknown) {
      Object.defineProperty(this, property, { value, writable: true, configurable: true });
    },
  });
}
