/**
 * The fields that have a value. Spread over others, a field that is there without a value would take theirs away; and
 * callers may write `{ name: undefined }` for "no name".
 */
export function definedFields<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
