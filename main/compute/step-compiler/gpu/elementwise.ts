/** Operations on each element by itself, in WGSL, rounded as TensorFlow.js's own shaders for WebGPU round. */
export const elementwise = {
  Add: ([a, b]) => `${a} + ${b}`,
  Sub: ([a, b]) => `${a} - ${b}`,
  Multiply: ([a, b]) => `${a} * ${b}`,
  RealDiv: ([a, b]) => `${a} / ${b}`,
  Neg: ([x]) => `-${x}`,
  Square: ([x]) => `${x} * ${x}`,
  Sqrt: ([x]) => `sqrt(${x})`,
  Relu: ([x]) => `select(${x}, 0.0, ${x} < 0.0)`,
  LeakyRelu: ([x], [alpha]) => `select(${x}, ${alpha} * ${x}, ${x} < 0.0)`,
  /** 1 above zero, α elsewhere, and what is not a number stays. */
  Step: ([x], [alpha]) =>
    `select(select(${alpha}, 1.0, ${x} > 0.0), ${x}, (bitcast<u32>(${x}) & 0x7fffffffu) > 0x7f800000u)`,
  Fill: (_, [value]) => value,
} as const satisfies Record<string, (operands: readonly string[], numbers: readonly string[]) => string>;

export type ElementwiseName = keyof typeof elementwise;
