import { z } from 'zod';
import { graphLimits } from '../../../../contract/models/network-graph.ts';
import { UnusableModelError } from '../../../files/unusable-file.ts';

const Name = z.string().min(1).max(200);
const RawLayer = z.looseObject({
  class_name: Name,
  registered_name: z.string().nullish(),
  name: Name.optional(),
  config: z.union([
    z.record(z.string(), z.unknown()),
    z.array(z.unknown()).transform((layers): Record<string, unknown> => ({ layers })),
  ]),
  inbound_nodes: z.array(z.unknown()).default([]),
  build_config: z.looseObject({ input_shape: z.unknown().optional() }).nullish(),
});
/** A layer as a configuration has it. */
export type RawLayer = z.infer<typeof RawLayer>;

const Layers = z.array(RawLayer).min(1).max(graphLimits.nodes);
/** A model as a configuration has it. */
export const RawModel = z.looseObject({
  class_name: z.string(),
  config: z.union([
    z.looseObject({
      layers: Layers,
      input_layers: z.unknown().optional(),
      output_layers: z.unknown().optional(),
      build_input_shape: z.unknown().optional(),
    }),
    // Before Keras 2.2.3 a sequential model was a plain list.
    Layers.transform((layers) => ({
      layers,
      input_layers: undefined,
      output_layers: undefined,
      build_input_shape: undefined,
    })),
  ]),
});
export type RawModel = z.infer<typeof RawModel>;

/** The class of a layer, with the package of one that somebody has registered: `Mine>Dense` is not Keras's. */
export const classOf = ({ class_name: className, registered_name: registered }: RawLayer): string =>
  registered?.includes('>') ? registered : className;

/** A model, or a layer that is one. */
export const isModel = ({ class_name: className }: { class_name: string }): boolean =>
  className === 'Sequential' || className === 'Functional' || className === 'Model';

/** A layer that is called, once of possibly several times. */
export interface Call {
  /** Of the call among those of its model: the name of the layer, with a number from its second call on. */
  key: string;
  layerName: string;
  layer: RawLayer;
  /** Keys of calls, or of the input. */
  inputs: readonly string[];
}

export interface Calls {
  /** Each after those that it needs. */
  calls: readonly Call[];
  /** Keys. */
  input: string;
  output: string;
}

/** How the layers of a model call each other. */
export const callsOf = (model: RawModel): Calls =>
  model.class_name === 'Sequential' ? callsInARow(model) : callsOfGraph(model);

const nameOf = (layer: RawLayer): string => {
  const name = Name.safeParse(layer.name ?? layer.config['name']);
  if (!name.success) throw new UnusableModelError('One of its layers has no name.');
  return name.data;
};

const isInput = ({ class_name: className }: RawLayer) => className === 'InputLayer';

function callsInARow({ config: { layers } }: RawModel): Calls {
  // No name of a layer is empty.
  const input = '';
  const calls: Call[] = [];
  for (const layer of layers) {
    if (isInput(layer)) continue;
    const layerName = nameOf(layer);
    const before = calls.filter((call) => call.layerName === layerName).length;
    calls.push({
      key: keyOf(layerName, before),
      layerName,
      layer,
      inputs: [calls.at(-1)?.key ?? input],
    });
  }
  return { calls, input, output: calls.at(-1)?.key ?? input };
}

/** Of the call of a layer: none that would change what it computes. */
const CallArguments = z.record(z.string(), z.union([z.null(), z.literal(false)]));
/** `[name, call, tensor, arguments]`. */
const Reference = z
  .union([
    z.tuple([Name, z.int().min(0), z.literal(0)]),
    z.tuple([Name, z.int().min(0), z.literal(0), CallArguments]),
  ])
  .transform(([name, call]) => keyOf(name, call));
const OneReference = z.union([Reference, z.tuple([Reference]).transform(([only]) => only)]);
const LegacyInbound = z.array(Reference).min(1);
const KerasTensor = z
  .looseObject({
    class_name: z.literal('__keras_tensor__'),
    config: z.looseObject({ keras_history: Reference }),
  })
  .transform(({ config }) => config.keras_history);
/** Several values come as one list, or one after the other where `a + b` stands for a layer. */
const Inbound = z.looseObject({
  args: z.union([
    z.array(KerasTensor).min(1),
    z.tuple([z.array(KerasTensor).min(1)]).transform(([all]) => all),
  ]),
  kwargs: CallArguments.default({}),
});

const keyOf = (layer: string, call: number) => (call === 0 ? layer : `${layer}:${call + 1}`);

function callsOfGraph({ config }: RawModel): Calls {
  const input = OneReference.safeParse(config.input_layers);
  const output = OneReference.safeParse(config.output_layers);
  if (!input.success || !output.success)
    throw new UnusableModelError('It has several inputs or outputs; a generator has one of each.', {
      next: 'In Keras, make a model of one input and one output of it, with Model(latents, pictures) and the others held constant, and save that.',
    });
  const names = new Set<string>();
  const calls: Call[] = [];
  for (const layer of config.layers) {
    const layerName = nameOf(layer);
    if (names.has(layerName)) throw new UnusableModelError('Two of its layers have the same name.');
    names.add(layerName);
    if (isInput(layer)) continue;
    for (const [call, node] of layer.inbound_nodes.entries())
      calls.push({ key: keyOf(layerName, call), layerName, layer, inputs: inputsOf(layer, layerName, node) });
  }
  return { calls: inOrder(calls, input.data), input: input.data, output: output.data };
}

function inputsOf(layer: RawLayer, name: string, node: unknown): string[] {
  const legacy = LegacyInbound.safeParse(node);
  if (legacy.success) return legacy.data;
  const inbound = Inbound.safeParse(node);
  if (inbound.success) return inbound.data.args;
  throw new UnusableModelError(`The call of its layer "${name}" (${layer.class_name}) cannot be read.`, {
    next: 'In Keras, call layers with what other layers make alone: without training=True or a mask, and with a Rescaling layer where a number is added or multiplied. Then save the model again.',
  });
}

/** Keras lists layers as it likes; here each call comes after those that it needs. */
function inOrder(calls: readonly Call[], input: string): Call[] {
  const ready = new Set([input]);
  const ordered: Call[] = [];
  let waiting = calls;
  while (waiting.length > 0) {
    const next = waiting.filter(({ inputs }) => inputs.every((from) => ready.has(from)));
    if (next.length === 0) throw new UnusableModelError('Its layers need each other in a circle.');
    for (const { key } of next) ready.add(key);
    ordered.push(...next);
    waiting = waiting.filter(({ key }) => !ready.has(key));
  }
  return ordered;
}
