/**
 * A configuration as JSON that Python reads with the types that Keras means: JavaScript writes 1.0 as 1, which Python takes for
 * a whole number. JAX cannot hold a whole number of 1e12, and TensorFlow refuses one where a float is wanted.
 */
export const kerasJson = (config: unknown): string =>
  JSON.stringify(config, (field, value) =>
    floatFields.has(field) && Number.isInteger(value) ? JSON.rawJSON(wholeFloat(value)) : value,
  );

/** Fields of layers that Keras documents as floats; where one is a number, it is written as one. */
export const floatFields: ReadonlySet<string> = new Set([
  'epsilon',
  'momentum',
  'alpha',
  'negative_slope',
  'scale',
  'offset',
]);

/** Large numbers have an exponent, which is of floats alone, also in Python. */
const wholeFloat = (value: number): string => {
  const text = String(value);
  return text.includes('e') ? text : `${text}.0`;
};

declare global {
  interface JSON {
    /** ECMAScript 2026: text that `stringify` puts in as it is. TypeScript does not know it yet. */
    rawJSON(text: string): object;
  }
}
