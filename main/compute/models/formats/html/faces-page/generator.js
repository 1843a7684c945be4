import { operations } from './operations.js';

/** Runs a generator, a list of operations with named weights (`<node>.<part>`), one picture at a time. */

/** A model as it stands in this page → a function from a latent (Float32Array) to pixels of −1…1, row by row, channels last. */
export function loadGenerator({ graph, weights }) {
  const arrays = {};
  for (const [name, { precision, base64 }] of Object.entries(weights))
    arrays[name] = decode(base64, precision);
  const shapes = Object.fromEntries(Object.entries(weights).map(([name, { shape }]) => [name, shape]));
  for (const { op, name } of graph.nodes) {
    const kernel = `${name}.kernel`;
    if (op === 'conv-transpose') arrays[kernel] = swapLastAxes(arrays[kernel], shapes[kernel]);
  }
  return (latent) => {
    const values = { input: { shape: graph.inputShape, data: latent } };
    let last = values.input;
    for (const node of graph.nodes) {
      const part = (name) => arrays[`${node.name}.${name}`];
      const inputs = node.inputs.map((name) => values[name]);
      last = operations[node.op](node, inputs, part, shapes[`${node.name}.kernel`]);
      values[node.name] = last;
    }
    return last.data;
  };
}

/** [height, width, to, from] → [height, width, from, to], so that all outputs of one input lie together. */
function swapLastAxes(values, [height, width, to, from]) {
  const out = new Float32Array(values.length);
  for (let tap = 0; tap < height * width; tap++)
    for (let o = 0; o < to; o++)
      for (let i = 0; i < from; i++) out[(tap * from + i) * to + o] = values[(tap * to + o) * from + i];
  return out;
}

/** Little-endian numbers: 32-bit floats, 16-bit floats, or whole numbers of 8 bits. */
function decode(base64, precision) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  if (precision === 'fp32') return new Float32Array(bytes.buffer);
  if (precision === 'int8') return Float32Array.from(new Int8Array(bytes.buffer));
  return Float32Array.from(new Uint16Array(bytes.buffer), fromHalf);
}

/** IEEE 754 half precision: a sign, 5 bits of exponent, 10 of fraction. */
function fromHalf(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Face `index` of a seed has this latent, here as in Faceloom: sfc32 (PractRand) and Box–Muller. */
export function latentOf(seed, index, size) {
  let a = seed >>> 0;
  let b = 0x811c9dc5;
  for (const character of 'latent') b = Math.imul(b ^ character.charCodeAt(0), 0x01000193);
  b >>>= 0;
  let c = index >>> 0;
  let counter = 1;
  const uniform = () => {
    const result = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + result) | 0;
    return (result >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 12; i++) uniform();
  const latent = new Float32Array(size);
  for (let i = 0; i < size; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    latent[i] = radius * Math.cos(angle);
    if (i + 1 < size) latent[i + 1] = radius * Math.sin(angle);
  }
  return latent;
}
