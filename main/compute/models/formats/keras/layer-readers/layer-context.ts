import { z } from 'zod';
import { UnusableModelError } from '../../../../files/unusable-file.ts';
import { exactWeight, type NetworkWeight, type NodeBody, sizeOf } from '../../../../graphs/network.ts';
import type { GraphDraft } from '../graph-draft.ts';
import type { ConfiguredLayer } from '../parse-config.ts';
import type { StoredWeights } from '../stored-weights.ts';
import { saveInstead, setInstead } from './save-instead.ts';

/** What decides how some layers are understood. */
export interface Dialect {
  kerasMajor: 2 | 3;
  /** The file is one of TensorFlow.js, which enlarges otherwise than Keras. */
  isTfjs: boolean;
}

/** Adds what a layer computes to the draft; gives the node that makes its output. */
export type LayerReader = (layer: LayerContext) => string;

/** A layer that is being read, with what is needed for it. */
export class LayerContext {
  readonly inputs: readonly string[];
  readonly dialect: Dialect;
  readonly #draft: GraphDraft;
  readonly #layer: ConfiguredLayer;
  readonly #stored: StoredWeights;

  constructor(draft: GraphDraft, layer: ConfiguredLayer, stored: StoredWeights, dialect: Dialect) {
    this.#draft = draft;
    this.#layer = layer;
    this.#stored = stored;
    this.dialect = dialect;
    this.inputs = layer.inputs.map((input) => draft.nodeFor(input));
  }

  get className(): string {
    return this.#layer.className;
  }

  /** The node that it takes, of several the first. */
  get input(): string {
    return this.inputs[0];
  }

  get shape(): readonly number[] {
    return this.shapeOf(this.input);
  }

  shapeOf(node: string): readonly number[] {
    return this.#draft.shapeOf(node);
  }

  /** Its settings; one that does not fit the schema is refused by its name. */
  read<T>(schema: z.ZodType<T>): T {
    const parsed = schema.safeParse(this.#layer.config);
    if (parsed.success) return parsed.data;
    throw this.settingRefusal(parsed.error);
  }

  /** The first setting that does not fit a schema, to be thrown. */
  settingRefusal({ issues }: z.ZodError): UnusableModelError {
    const setting = String(issues[0].path[0] ?? 'setting');
    const { message } = this.refusal(`has a "${setting}" that is not supported`);
    return new UnusableModelError(message, { next: setInstead(setting) });
  }

  /** The weights of these names, in the order in which Keras keeps them; `otherwise` are names of other versions. */
  weights(names: readonly string[], otherwise: readonly string[] = names): NetworkWeight[] {
    const { named, inOrder } = this.#stored;
    const found =
      [names, otherwise]
        .find((each) => each.every((name) => named.has(name)))
        ?.map((name) => named.get(name)) ?? (inOrder.length === names.length ? inOrder : []);
    return names.map((name, i) => {
      const weight = found[i];
      if (weight === undefined)
        throw new UnusableModelError(
          `The ${name} of its layer "${this.#layer.name}" is missing, or holds no 32-bit floats.`,
          { next: saveInstead('weights') },
        );
      return weight;
    });
  }

  /** Adds a node, of the layer's input unless another is named. */
  add(
    body: NodeBody,
    inputs: readonly string[] = [this.input],
    parts: Readonly<Record<string, NetworkWeight | undefined>> = {},
  ): string {
    return this.#draft.add(this.#layer.name, body, inputs, parts);
  }

  /** value · scale + shift. */
  scaled(node: string, scale: number, shift = 0): string {
    const channels = this.shapeOf(node).at(-1) ?? 1;
    const all = (value: number) => exactWeight([channels], new Float32Array(channels).fill(value));
    return this.add({ op: 'affine' }, [node], {
      scale: scale === 1 ? undefined : all(scale),
      shift: shift === 0 ? undefined : all(shift),
    });
  }

  reshaped(node: string, shape: readonly number[]): string {
    return this.shapeOf(node).join() === shape.join()
      ? node
      : this.add({ op: 'reshape', shape: [...shape] }, [node]);
  }

  /** Axis i of what comes out is axis `axes[i]` of the node. */
  permuted(node: string, axes: readonly number[]): string {
    return axes.every((axis, i) => axis === i) ? node : this.add({ op: 'permute', axes: [...axes] }, [node]);
  }

  /** A map with zeros around it, or without its edges: rows at the top and the bottom, columns at the left and the right. */
  framed(op: 'pad' | 'crop', node: string, sides: readonly number[]): string {
    const [top, bottom, left, right] = sides;
    if (sides.some((side) => side < 0)) throw this.refusal('has an edge of less than nothing');
    if (sides.every((side) => side === 0)) return node;
    return this.add({ op, sides: [top, bottom, left, right] }, [node]);
  }

  /** Works on one axis as if it were the last one; it is put back afterwards. */
  alongAxis(node: string, axis: number, work: (node: string) => string): string {
    const order = this.shapeOf(node).map((_, i) => i);
    const last = [...order.filter((each) => each !== axis), axis];
    return this.permuted(
      work(this.permuted(node, last)),
      order.map((each) => last.indexOf(each)),
    );
  }

  /** Works with the channels last, wherever the layer has them. */
  channelsLast(node: string, format: DataFormat, work: (node: string) => string): string {
    if (format !== 'channels_first') return work(node);
    if (this.shapeOf(node).length !== 3)
      throw this.refusal('has its channels first, but its input is not a map');
    return this.permuted(work(this.permuted(node, [1, 2, 0])), [2, 0, 1]);
  }

  /** An axis as Keras counts it, with the batch as 0 or from the end, among those of one example. */
  axisOf(axis: number, rank = this.shape.length): number {
    const counted = axis < 0 ? rank + axis : axis - 1;
    if (counted < 0 || counted >= rank) throw this.refusal('works along an axis that is not there');
    return counted;
  }

  /** To be thrown: `what` goes on after 'Its layer "dense" (Dense)'. */
  refusal(what: string): UnusableModelError {
    const { name, className } = this.#layer;
    return new UnusableModelError(`Its layer "${name}" (${className}) ${what}.`, {
      next: saveInstead(className),
    });
  }
}

export type DataFormat = 'channels_last' | 'channels_first' | null | undefined;
export const dataFormat = z.enum(['channels_last', 'channels_first']).nullish();

/** A number for both sides, or one for each: rows first. */
export const pair = z.union([
  z.int().transform((side): [number, number] => [side, side]),
  z.tuple([z.int(), z.int()]),
  z.tuple([z.int()]).transform(([side]): [number, number] => [side, side]),
]);

/** A number for both sides. */
export const square = pair.refine(([a, b]) => a === b && a >= 1).transform(([side]) => side);

/** A float; old versions wrote some as arrays of one number. */
export const float = z.union([
  z.number(),
  z.tuple([z.number()]).transform(([number]) => number),
  z
    .looseObject({ value: z.union([z.number(), z.tuple([z.number()]).transform(([number]) => number)]) })
    .transform(({ value }) => value),
]);

/** A weight of zeros in which `place` puts the numbers of another; its size is known to be bounded. */
export function spread(
  weight: NetworkWeight,
  shape: readonly number[],
  placeOf: (index: number) => number,
): NetworkWeight {
  const values = new Float32Array(sizeOf(shape));
  for (const [index, value] of weight.values.entries()) values[placeOf(index)] = value;
  return exactWeight(shape, values);
}
