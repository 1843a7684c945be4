/**
 * Runs a generator: a list of operations on values whose channels come last, with named weights. Plain JavaScript on typed
 * arrays, one picture at a time. What each operation does is written beside it; names of weights are `<node>.<part>`.
 */

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

const operations = {
  /** Sums over all inputs. */
  dense(_, [{ data }], part, [from, to]) {
    const kernel = part('kernel');
    const out = startingFrom(part('bias'), to, 1);
    for (let i = 0; i < from; i++) addScaled(out, 0, kernel, i * to, to, data[i]);
    return { shape: [to], data: out };
  },

  /** Each output pixel gathers from the window above it. */
  conv({ stride, padding }, [{ shape, data }], part, [windowHeight, windowWidth, from, to]) {
    const [height, width] = shape;
    const rows = covered(height, windowHeight, stride, padding);
    const columns = covered(width, windowWidth, stride, padding);
    const kernel = part('kernel');
    const out = startingFrom(part('bias'), to, rows.count * columns.count);
    for (let y = 0; y < rows.count; y++)
      for (let x = 0; x < columns.count; x++)
        for (let v = 0; v < windowHeight; v++) {
          const fromY = y * stride + v - rows.before;
          if (fromY < 0 || fromY >= height) continue;
          for (let u = 0; u < windowWidth; u++) {
            const fromX = x * stride + u - columns.before;
            if (fromX < 0 || fromX >= width) continue;
            const source = (fromY * width + fromX) * from;
            const taps = (v * windowWidth + u) * from * to;
            const target = (y * columns.count + x) * to;
            for (let c = 0; c < from; c++)
              addScaled(out, target, kernel, taps + c * to, to, data[source + c]);
          }
        }
    return { shape: [rows.count, columns.count, to], data: out };
  },

  /** Each input pixel is spread over a window. */
  'conv-transpose'({ stride, padding }, [{ shape, data }], part, [windowHeight, windowWidth, to, from]) {
    const [height, width] = shape;
    const spread = (side, window) => ({
      count: side * stride + (padding === 'same' ? 0 : Math.max(window - stride, 0)),
      before: padding === 'same' ? Math.floor(Math.max(window - stride, 0) / 2) : 0,
    });
    const rows = spread(height, windowHeight);
    const columns = spread(width, windowWidth);
    const kernel = part('kernel');
    const out = startingFrom(part('bias'), to, rows.count * columns.count);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        for (let v = 0; v < windowHeight; v++) {
          const toY = y * stride + v - rows.before;
          if (toY < 0 || toY >= rows.count) continue;
          for (let u = 0; u < windowWidth; u++) {
            const toX = x * stride + u - columns.before;
            if (toX < 0 || toX >= columns.count) continue;
            const source = (y * width + x) * from;
            const taps = (v * windowWidth + u) * from * to;
            const target = (toY * columns.count + toX) * to;
            for (let c = 0; c < from; c++)
              addScaled(out, target, kernel, taps + c * to, to, data[source + c]);
          }
        }
    return { shape: [rows.count, columns.count, to], data: out };
  },

  /** x · scale + shift, by channel. */
  affine(_, [{ shape, data }], part) {
    const channels = shape[shape.length - 1];
    const scale = part('scale') ?? new Float32Array(channels).fill(1);
    const shift = part('shift') ?? new Float32Array(channels);
    const out = new Float32Array(data.length);
    for (let start = 0; start < data.length; start += channels)
      for (let c = 0; c < channels; c++) out[start + c] = data[start + c] * scale[c] + shift[c];
    return { shape, data: out };
  },

  /** x / √(mean of x² over the channels + epsilon). */
  normalise({ epsilon }, [{ shape, data }]) {
    const channels = shape[shape.length - 1];
    const out = new Float32Array(data.length);
    for (let start = 0; start < data.length; start += channels) {
      let sum = 0;
      for (let c = 0; c < channels; c++) sum += data[start + c] ** 2;
      const factor = 1 / Math.sqrt(sum / channels + epsilon);
      for (let c = 0; c < channels; c++) out[start + c] = data[start + c] * factor;
    }
    return { shape, data: out };
  },

  relu: (_, [x]) => operations['leaky-relu']({ slope: 0 }, [x]),

  'leaky-relu'({ slope }, [{ shape, data }]) {
    const out = new Float32Array(data.length);
    for (let i = 0; i < out.length; i++) out[i] = data[i] > 0 ? data[i] : data[i] * slope;
    return { shape, data: out };
  },

  tanh: (_, [{ shape, data }]) => ({ shape, data: data.map(Math.tanh) }),
  sigmoid: (_, [{ shape, data }]) => ({ shape, data: data.map((value) => 1 / (1 + Math.exp(-value))) }),
  reshape: ({ shape }, [{ data }]) => ({ shape, data }),

  add(_, [a, b]) {
    const { shape, x, y } = sameShape(a, b);
    const out = new Float32Array(x.length);
    for (let i = 0; i < out.length; i++) out[i] = x[i] + y[i];
    return { shape, data: out };
  },

  multiply(_, [a, b]) {
    const { shape, x, y } = sameShape(a, b);
    const out = new Float32Array(x.length);
    for (let i = 0; i < out.length; i++) out[i] = x[i] * y[i];
    return { shape, data: out };
  },

  /** Channels behind each other. */
  concat(_, inputs) {
    const widths = inputs.map(({ shape }) => shape[shape.length - 1]);
    const total = widths.reduce((sum, width) => sum + width, 0);
    const pixels = inputs[0].data.length / widths[0];
    const out = new Float32Array(pixels * total);
    let start = 0;
    for (const [place, { data }] of inputs.entries()) {
      const width = widths[place];
      for (let i = 0; i < pixels; i++) out.set(data.subarray(i * width, (i + 1) * width), i * total + start);
      start += width;
    }
    return { shape: [...inputs[0].shape.slice(0, -1), total], data: out };
  },

  /** Each pixel `factor`² times. */
  upsample({ factor }, [{ shape, data }]) {
    const [height, width, channels] = shape;
    const out = new Float32Array(data.length * factor ** 2);
    let target = 0;
    for (let y = 0; y < height * factor; y++)
      for (let x = 0; x < width * factor; x++, target += channels) {
        const source = (Math.floor(y / factor) * width + Math.floor(x / factor)) * channels;
        out.set(data.subarray(source, source + channels), target);
      }
    return { shape: [height * factor, width * factor, channels], data: out };
  },

  /** Means of `factor`² pixels. */
  'average-pool'({ factor }, [{ shape, data }]) {
    const [height, width, channels] = shape;
    const [rows, columns] = [height / factor, width / factor];
    const out = new Float32Array(rows * columns * channels);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const target = (Math.floor(y / factor) * columns + Math.floor(x / factor)) * channels;
        addScaled(out, target, data, (y * width + x) * channels, channels, 1 / factor ** 2);
      }
    return { shape: [rows, columns, channels], data: out };
  },
};

/** What nearly all time goes into. */
function addScaled(out, target, numbers, start, count, factor) {
  if (factor === 0) return;
  for (let i = 0; i < count; i++) out[target + i] += factor * numbers[start + i];
}

/** The bias of every pixel, or zeros. */
function startingFrom(bias, channels, pixels) {
  const out = new Float32Array(channels * pixels);
  if (bias) for (let i = 0; i < pixels; i++) out.set(bias, i * channels);
  return out;
}

/** How many windows cover a side, and how far the first one stands out. */
function covered(side, window, stride, padding) {
  if (padding === 'valid') return { count: Math.ceil((side - window + 1) / stride), before: 0 };
  const count = Math.ceil(side / stride);
  return { count, before: Math.floor(Math.max((count - 1) * stride + window - side, 0) / 2) };
}

/** Two values side by side; where one has a side of 1, it is repeated as often as the other has it. */
function sameShape(a, b) {
  const shape = a.shape.map((side, axis) => Math.max(side, b.shape[axis]));
  return { shape, x: repeated(a, shape), y: repeated(b, shape) };
}

function repeated({ shape, data }, wanted) {
  let values = data;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] === wanted[axis]) continue;
    // Blocks of what comes after this axis, each as often as wanted.
    const block = wanted.slice(axis + 1).reduce((product, side) => product * side, 1);
    const times = wanted[axis];
    const out = new Float32Array(values.length * times);
    for (let start = 0, target = 0; start < values.length; start += block)
      for (let time = 0; time < times; time++, target += block)
        out.set(values.subarray(start, start + block), target);
    values = out;
  }
  return values;
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
