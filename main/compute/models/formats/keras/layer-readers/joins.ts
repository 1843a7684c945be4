import { z } from 'zod';
import { exactWeight } from '../../../../graphs/network.ts';
import type { LayerContext, LayerReader } from './layer-context.ts';

const settings = {
  concat: z.looseObject({ axis: z.int().default(-1) }),
  rescaling: z.looseObject({
    scale: z.union([z.number(), z.array(z.number()).min(1)]),
    offset: z.union([z.number(), z.array(z.number()).min(1)]).default(0),
  }),
};

/** Two values after each other into one. */
const folded =
  (join: (layer: LayerContext, a: string, b: string) => string): LayerReader =>
  (layer) => {
    if (layer.inputs.length < 2) throw layer.refusal('takes one value alone');
    return layer.inputs.reduce((all, next) => join(layer, all, next));
  };

const sum = (layer: LayerContext, a: string, b: string) => layer.add({ op: 'add' }, [a, b]);
const difference = (layer: LayerContext, a: string, b: string) => sum(layer, a, layer.scaled(b, -1));
/** relu(a − b). */
const excess = (layer: LayerContext, a: string, b: string) =>
  layer.add({ op: 'relu' }, [difference(layer, a, b)]);

const average: LayerReader = (layer) => layer.scaled(folded(sum)(layer), 1 / layer.inputs.length);

/** Along any axis but that of the examples; layers of more than eight inputs are joined in turn. */
const concatenate: LayerReader = (layer) => {
  const axis = layer.axisOf(layer.read(settings.concat).axis);
  const order = layer.shape.map((_, i) => i);
  const last = [...order.filter((each) => each !== axis), axis];
  const inputs = layer.inputs.map((input) => layer.permuted(input, last));
  const joined = inputs.reduce((all, next) => layer.add({ op: 'concat' }, [all, next]));
  return layer.permuted(
    joined,
    order.map((each) => last.indexOf(each)),
  );
};

const rescaling: LayerReader = (layer) => {
  const { scale, offset } = layer.read(settings.rescaling);
  if (typeof scale === 'number' && typeof offset === 'number')
    return layer.scaled(layer.input, scale, offset);
  const channels = layer.shape[layer.shape.length - 1];
  const perChannel = (value: number | readonly number[]) => {
    const numbers = typeof value === 'number' ? [value] : value;
    if (numbers.length !== 1 && numbers.length !== channels)
      throw layer.refusal('has a scale or an offset of another length');
    const values = Float32Array.from({ length: channels }, (_, i) => numbers[i % numbers.length]);
    return exactWeight([channels], values);
  };
  return layer.add({ op: 'affine' }, [layer.input], { scale: perChannel(scale), shift: perChannel(offset) });
};

export const joinReaders: Readonly<Record<string, LayerReader>> = {
  Add: folded(sum),
  Subtract: folded(difference),
  Multiply: folded((layer, a, b) => layer.add({ op: 'multiply' }, [a, b])),
  Average: average,
  Maximum: folded((layer, a, b) => sum(layer, b, excess(layer, a, b))),
  Minimum: folded((layer, a, b) => difference(layer, a, excess(layer, a, b))),
  Concatenate: concatenate,
  Rescaling: rescaling,
};
