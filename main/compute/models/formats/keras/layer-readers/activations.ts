import { z } from 'zod';
import { UnusableModelError } from '../../../../files/unusable-file.ts';
import { exactWeight, sizeOf } from '../../../../graphs/network.ts';
import { float, type LayerContext, type LayerReader } from './layer-context.ts';
import { saveInstead } from './save-instead.ts';

/** The setting of a layer that names its activation, in any of its forms. */
export const activationSetting = z.unknown().optional();

/** Adds an activation as a configuration names it: by a name, or as a layer. */
export function activated(layer: LayerContext, node: string, setting: unknown): string {
  if (setting === null || setting === undefined) return node;
  if (typeof setting === 'string') {
    const add = Object.hasOwn(byName, setting) ? byName[setting] : undefined;
    if (add === undefined) throw unknownActivation(layer, setting);
    return add(layer, node);
  }
  const object = LayerObject.safeParse(setting);
  if (!object.success) throw unknownActivation(layer, 'a function');
  const { class_name: className, registered_name: registered, config } = object.data;
  if (registered?.includes('>')) throw unknownActivation(layer, registered);
  const add = Object.hasOwn(byClass, className) ? byClass[className] : undefined;
  if (add === undefined) throw unknownActivation(layer, className);
  return add(layer, node, config);
}

const LayerObject = z.looseObject({
  class_name: z.string(),
  registered_name: z.string().nullish(),
  config: z.record(z.string(), z.unknown()),
});

function unknownActivation(layer: LayerContext, what: string): UnusableModelError {
  const refusal = layer.refusal(`has the activation ${JSON.stringify(what)}, which is not supported`);
  return new UnusableModelError(refusal.message, { next: saveInstead('activation') });
}

type AddActivation = (layer: LayerContext, node: string) => string;

const elementwise =
  (op: 'relu' | 'gelu' | 'softplus' | 'tanh' | 'sigmoid'): AddActivation =>
  (layer, node) =>
    layer.add({ op }, [node]);

/** Clipped to low…high. 1 − relu(1 − relu(x)) keeps the digits of x, which relu(x) − relu(x − 1) loses. */
function clipped(layer: LayerContext, node: string, low: number, high: number): string {
  const above = layer.add({ op: 'relu' }, [layer.scaled(node, 1, -low)]);
  const below = layer.add({ op: 'relu' }, [layer.scaled(above, -1, high - low)]);
  return layer.scaled(below, -1, high);
}

/** A straight line that is cut at 0 and 1; Keras 3 has changed its slope. */
const hardSigmoid: AddActivation = (layer, node) =>
  clipped(layer, layer.scaled(node, layer.dialect.kerasMajor === 3 ? 1 / 6 : 0.2, 0.5), 0, 1);

const times =
  (factor: AddActivation): AddActivation =>
  (layer, node) =>
    layer.add({ op: 'multiply' }, [node, factor(layer, node)]);

/** x above zero, alpha · (eˣ − 1) below: as much of an ELU of 1 as alpha says, and the rest of a ReLU, which is nothing below. */
function elu(layer: LayerContext, node: string, alpha: number): string {
  const whole = layer.add({ op: 'elu' }, [node]);
  if (alpha === 1) return whole;
  const rest = layer.scaled(layer.add({ op: 'relu' }, [node]), 1 - alpha);
  return layer.add({ op: 'add' }, [layer.scaled(whole, alpha), rest]);
}

/** Klambauer et al. 2017, as Keras has its constants. */
const selu = { scale: 1.0507009873554805, alpha: 1.6732632423543772 };

const silu = times(elementwise('sigmoid'));
const hardSilu = times(hardSigmoid);

/** keras.io/api/layers/activations. */
const byName: Readonly<Record<string, AddActivation>> = {
  linear: (_, node) => node,
  relu: elementwise('relu'),
  relu6: (layer, node) => clipped(layer, node, 0, 6),
  leaky_relu: (layer, node) => layer.add({ op: 'leaky-relu', slope: 0.2 }, [node]),
  elu: (layer, node) => elu(layer, node, 1),
  selu: (layer, node) => layer.scaled(elu(layer, node, selu.alpha), selu.scale),
  gelu: elementwise('gelu'),
  silu,
  swish: silu,
  mish: times((layer, node) => layer.add({ op: 'tanh' }, [layer.add({ op: 'softplus' }, [node])])),
  softplus: elementwise('softplus'),
  sigmoid: elementwise('sigmoid'),
  hard_sigmoid: hardSigmoid,
  hardSigmoid,
  hard_silu: hardSilu,
  hard_swish: hardSilu,
  tanh: elementwise('tanh'),
  hard_tanh: (layer, node) => clipped(layer, node, -1, 1),
};

type Config = Readonly<Record<string, unknown>>;

const settings = {
  leakyRelu: z.looseObject({ alpha: float.optional(), negative_slope: float.optional() }),
  elu: z.looseObject({ alpha: float.default(1) }),
  relu: z.looseObject({
    max_value: float.nullish(),
    negative_slope: float.nullish(),
    threshold: float.pipe(z.literal(0)).nullish(),
  }),
  activation: z.looseObject({ activation: activationSetting }),
};

function parsed<T>(layer: LayerContext, schema: z.ZodType<T>, config: Config): T {
  const result = schema.safeParse(config);
  if (result.success) return result.data;
  throw layer.settingRefusal(result.error);
}

/** Layers that are activations, alone or in the setting of another layer. */
const byClass: Readonly<Record<string, (layer: LayerContext, node: string, config: Config) => string>> = {
  LeakyReLU(layer, node, config) {
    const { alpha, negative_slope: slope } = parsed(layer, settings.leakyRelu, config);
    return layer.add({ op: 'leaky-relu', slope: slope ?? alpha ?? 0.3 }, [node]);
  },
  ELU: (layer, node, config) => elu(layer, node, parsed(layer, settings.elu, config).alpha),
  ReLU(layer, node, config) {
    const { max_value: most, negative_slope: slope } = parsed(layer, settings.relu, config);
    const rectified = slope
      ? layer.add({ op: 'leaky-relu', slope }, [node])
      : layer.add({ op: 'relu' }, [node]);
    if (most === null || most === undefined) return rectified;
    const below = layer.add({ op: 'relu' }, [layer.scaled(rectified, -1, most)]);
    return layer.scaled(below, -1, most);
  },
  Activation: (layer, node, config) =>
    activated(layer, node, parsed(layer, settings.activation, config).activation),
};

const alone: LayerReader = (layer) =>
  byClass[layer.className](layer, layer.input, layer.read(z.record(z.string(), z.unknown())));

/** relu(x) − alpha · relu(−x), with an alpha that was learned, for each number or for those that share it. */
const prelu: LayerReader = (layer) => {
  const [alpha] = layer.weights(['alpha']);
  const { shape } = layer;
  const fits =
    alpha.shape.length === shape.length && alpha.shape.every((side, i) => side === 1 || side === shape[i]);
  if (!fits) throw layer.refusal('has an alpha of another shape');
  const isPerChannel =
    alpha.shape.slice(0, -1).every((side) => side === 1) && alpha.shape.at(-1) === shape.at(-1);
  const factors = isPerChannel ? alpha.values : repeated(alpha.values, alpha.shape, shape);
  const above = layer.add({ op: 'relu' });
  const below = layer.add({ op: 'relu' }, [layer.scaled(layer.input, -1)]);
  const flat = isPerChannel ? below : layer.reshaped(below, [sizeOf(shape)]);
  const sloped = layer.add({ op: 'affine' }, [flat], {
    scale: exactWeight(
      [factors.length],
      factors.map((factor) => -factor),
    ),
  });
  return layer.add({ op: 'add' }, [above, layer.reshaped(sloped, shape)]);
};

/** Values of sides of which some are 1, as often as the wanted shape has them. */
function repeated(values: Float32Array, from: readonly number[], to: readonly number[]): Float32Array {
  const steps = from.map((side, axis) => (side === 1 ? 0 : sizeOf(from.slice(axis + 1))));
  return Float32Array.from({ length: sizeOf(to) }, (_, index) => {
    let place = 0;
    let rest = index;
    for (let axis = to.length - 1; axis >= 0; axis--) {
      place += (rest % to[axis]) * steps[axis];
      rest = Math.floor(rest / to[axis]);
    }
    return values[place];
  });
}

export const activationReaders: Readonly<Record<string, LayerReader>> = {
  Activation: alone,
  LeakyReLU: alone,
  ELU: alone,
  ReLU: alone,
  PReLU: prelu,
};
