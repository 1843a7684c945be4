/**
 * What the operations of a generator do to values whose channels come last: plain JavaScript on typed arrays. `part` gives the
 * weights of a node.
 */
export const operations = {
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

  /** eˣ − 1 below zero. */
  elu: (_, [{ shape, data }]) => ({
    shape,
    data: data.map((value) => (value > 0 ? value : Math.expm1(value))),
  }),

  /** x · Φ(x), Φ the distribution function of N(0, 1). */
  gelu: (_, [{ shape, data }]) => ({
    shape,
    data: data.map((value) => 0.5 * value * (1 + erf(value * Math.SQRT1_2))),
  }),

  /** log(1 + eˣ), in a form that does not overflow. */
  softplus: (_, [{ shape, data }]) => ({
    shape,
    data: data.map((value) => Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)))),
  }),

  tanh: (_, [{ shape, data }]) => ({ shape, data: data.map(Math.tanh) }),
  sigmoid: (_, [{ shape, data }]) => ({ shape, data: data.map((value) => 1 / (1 + Math.exp(-value))) }),
  reshape: ({ shape }, [{ data }]) => ({ shape, data }),

  /** Axis i of the output is axis `axes[i]` of the input. */
  permute({ axes }, [{ shape, data }]) {
    const wanted = axes.map((axis) => shape[axis]);
    const steps = axes.map((axis) => shape.slice(axis + 1).reduce((product, side) => product * side, 1));
    const out = new Float32Array(data.length);
    const place = wanted.map(() => 0);
    for (let target = 0; target < out.length; target++) {
      out[target] = data[place.reduce((sum, at, i) => sum + at * steps[i], 0)];
      for (let axis = place.length - 1; axis >= 0 && ++place[axis] === wanted[axis]; axis--) place[axis] = 0;
    }
    return { shape: wanted, data: out };
  },

  /** Zeros around a map. */
  pad({ sides: [top, bottom, left, right] }, [{ shape, data }]) {
    const [height, width, channels] = shape;
    const wide = left + width + right;
    const out = new Float32Array((top + height + bottom) * wide * channels);
    for (let y = 0; y < height; y++)
      out.set(
        data.subarray(y * width * channels, (y + 1) * width * channels),
        ((top + y) * wide + left) * channels,
      );
    return { shape: [top + height + bottom, wide, channels], data: out };
  },

  /** A map without its edges. */
  crop({ sides: [top, bottom, left, right] }, [{ shape, data }]) {
    const [height, width, channels] = shape;
    const [rows, columns] = [height - top - bottom, width - left - right];
    const out = new Float32Array(rows * columns * channels);
    for (let y = 0; y < rows; y++) {
      const start = ((top + y) * width + left) * channels;
      out.set(data.subarray(start, start + columns * channels), y * columns * channels);
    }
    return { shape: [rows, columns, channels], data: out };
  },

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

  /** Linear between the middles of pixels; beyond the outermost as these. */
  'upsample-bilinear'({ factor }, [{ shape, data }]) {
    const [height, width, channels] = shape;
    const [rows, columns] = [height * factor, width * factor];
    const out = new Float32Array(rows * columns * channels);
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < columns; x++)
        for (const [row, ofRow] of neighbours(y, factor, height))
          for (const [column, ofColumn] of neighbours(x, factor, width)) {
            const source = (row * width + column) * channels;
            addScaled(out, (y * columns + x) * channels, data, source, channels, ofRow * ofColumn);
          }
    return { shape: [rows, columns, channels], data: out };
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

/** The two rows (or columns) that one of an enlarged map lies between, and how much it has of each. */
function neighbours(place, factor, side) {
  const at = Math.min(Math.max((place + 0.5) / factor - 0.5, 0), side - 1);
  const first = Math.floor(at);
  return [
    [first, 1 - (at - first)],
    [Math.min(first + 1, side - 1), at - first],
  ];
}

/** The error function; at most 1.5e-7 off (Abramowitz and Stegun, 7.1.26). */
function erf(x) {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const series =
    ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return Math.sign(x) * (1 - series * Math.exp(-x * x));
}

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
