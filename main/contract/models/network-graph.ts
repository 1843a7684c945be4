import { z } from 'zod';

/** Larger files that claim to be generators are refused; no layer of max-256 makes more than 32 M values of one face. */
export const graphLimits = {
  nodes: 1000,
  side: 1024,
  channels: 8192,
  values: 2 ** 27,
  latentSize: 4096,
} as const;

/** What a node, a layer or a weight may be called; such names are safe in every format. */
const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/);
const size = z.int().min(1);
const edge = () => z.int().min(0).max(graphLimits.side);
const padding = z.enum(['same', 'valid']);
const stride = z.int().min(1).max(8);
/** Rows at the top and the bottom, columns at the left and the right. */
const sides = z.tuple([edge(), edge(), edge(), edge()]);

const node = <Op extends string, Shape extends z.ZodRawShape>(op: Op, attributes: Shape) =>
  z.strictObject({ op: z.literal(op), name, inputs: z.array(name).min(1).max(8), ...attributes });

/**
 * One operation of a network on values [n, …shape] with channels last. Its weights are called `<name>.<part>`; parts in
 * brackets may be absent.
 */
export const GraphNode = z.discriminatedUnion('op', [
  /** [from] → [to]. `kernel` [from, to], (`bias`). */
  node('dense', {}),
  /** `kernel` [height, width, from, to], (`bias`). */
  node('conv', { stride, padding }),
  /** Transposed convolution, the gradient of `conv`. `kernel` [height, width, to, from], (`bias`). */
  node('conv-transpose', { stride, padding }),
  /** x · scale + shift over the last axis. (`scale`), (`shift`). */
  node('affine', {}),
  /** (x − mean) / √(variance + epsilon) with the statistics of the batch, over all but the last axis, then (`scale`), (`shift`). */
  node('batch-norm', { epsilon: z.number().positive() }),
  /** x / √(mean of x² over the last axis + epsilon). */
  node('normalise', { epsilon: z.number().positive() }),
  /** One channel: the mean over all features of their deviation √(variance + epsilon) over the batch. */
  node('minibatch-deviation', { epsilon: z.number().positive() }),
  node('relu', {}),
  node('leaky-relu', { slope: z.number() }),
  /** x where x > 0, eˣ − 1 elsewhere. */
  node('elu', {}),
  /** x · Φ(x), with the distribution function Φ of N(0, 1): ½ x (1 + erf(x / √2)). */
  node('gelu', {}),
  /** log(1 + eˣ). */
  node('softplus', {}),
  node('tanh', {}),
  node('sigmoid', {}),
  node('reshape', { shape: z.array(size).min(1).max(3) }),
  /** Axis i of the output is axis `axes[i]` of the input, the batch not counted. */
  node('permute', { axes: z.array(z.int().min(0).max(2)).min(1).max(3) }),
  /** Zeros around a map. */
  node('pad', { sides }),
  /** A map without its edges. */
  node('crop', { sides }),
  /** Of two values; a side of 1 is repeated. */
  node('add', {}),
  node('multiply', {}),
  /** Along the last axis. */
  node('concat', {}),
  /** Each pixel `factor`² times. */
  node('upsample', { factor: z.int().min(2).max(64) }),
  /** To `factor` times the sides, linear between the middles of pixels; beyond the outermost as these. */
  node('upsample-bilinear', { factor: z.int().min(2).max(64) }),
  /** Means of `factor`×`factor` pixels. */
  node('average-pool', { factor: z.int().min(2).max(256) }),
]);
export type GraphNode = z.infer<typeof GraphNode>;

/** The name that nodes call the network's input by. */
export const graphInput = 'input';

/** A network as a list of operations, each after those it takes its inputs from; the last one is the output. */
export const NetworkGraph = z.strictObject({
  /** Shape of one input, without the batch. */
  inputShape: z.array(size).min(1).max(3),
  nodes: z.array(GraphNode).min(1).max(graphLimits.nodes),
});
export type NetworkGraph = z.infer<typeof NetworkGraph>;

/** Shapes of all weights of a graph by their names. */
export const WeightShapes = z.record(z.string().max(120), z.array(size).min(1).max(4));
export type WeightShapes = z.infer<typeof WeightShapes>;
