import { z } from 'zod';
import { graphLimits } from '../../../../contract/models/network-graph.ts';
import { UnusableModelError } from '../../../files/unusable-file.ts';

/** A layer as a configuration describes it, before anything of it is believed. */
export interface ConfiguredLayer {
  className: string;
  name: string;
  config: Readonly<Record<string, unknown>>;
  inputs: readonly string[];
}

export interface ConfiguredModel {
  /** Every layer after those that it needs, the input left out. */
  layers: readonly ConfiguredLayer[];
  /** What its layers call the input. */
  inputName: string;
  /** Where the configuration says it. */
  inputShape: readonly number[] | undefined;
  outputName: string;
}

const Name = z.string().min(1).max(200);
const Layer = z.looseObject({
  class_name: Name,
  name: Name.optional(),
  config: z.record(z.string(), z.unknown()),
  inbound_nodes: z.array(z.unknown()).default([]),
});
const Model = z.looseObject({
  class_name: z.string(),
  config: z.union([
    z.looseObject({
      layers: z.array(Layer).min(1).max(graphLimits.nodes),
      input_layers: z.unknown().optional(),
      output_layers: z.unknown().optional(),
      build_input_shape: z.unknown().optional(),
    }),
    // Before Keras 2.2.3 a sequential model was a plain list.
    z
      .array(Layer)
      .min(1)
      .max(graphLimits.nodes)
      .transform((layers) => ({
        layers,
        input_layers: undefined,
        output_layers: undefined,
        build_input_shape: undefined,
      })),
  ]),
});
const BatchShape = z.tuple([z.null()], z.int().min(1));
/** Of the call of a layer: none that would change what it computes. */
const CallArguments = z.record(z.string(), z.union([z.null(), z.literal(false)]));
/** `[name, node, tensor, arguments]`. */
const Reference = z.union([
  z.tuple([Name, z.literal(0), z.literal(0)]),
  z.tuple([Name, z.literal(0), z.literal(0), CallArguments]),
]);
const OneReference = z.union([Reference, z.tuple([Reference]).transform(([only]) => only)]);
const LegacyInbound = z.array(Reference).min(1);
const KerasTensor = z.looseObject({
  class_name: z.literal('__keras_tensor__'),
  config: z.looseObject({ keras_history: Reference }),
});
const Inbound = z.looseObject({
  args: z.tuple([z.union([KerasTensor.transform((tensor) => [tensor]), z.array(KerasTensor).min(1)])]),
  kwargs: CallArguments.default({}),
});

/** Reads the `model_config` of a Sequential or functional model as Keras 2 and Keras 3 write it. */
export function parseModelConfig(json: unknown): ConfiguredModel {
  const parsed = Model.safeParse(json);
  if (!parsed.success) throw new UnusableModelError('Its description is none of a Keras model.');
  const { class_name: className, config } = parsed.data;
  if (className === 'Sequential') return sequential(config.layers, config.build_input_shape);
  if (className !== 'Functional' && className !== 'Model')
    throw new UnusableModelError(
      `It is a "${className}"; only Sequential and functional models can be read.`,
    );
  return functional(config.layers, config.input_layers, config.output_layers);
}

type RawLayer = z.infer<typeof Layer>;

const nameOf = (layer: RawLayer): string => {
  const name = Name.safeParse(layer.name ?? layer.config['name']);
  if (!name.success) throw new UnusableModelError('One of its layers has no name.');
  return name.data;
};

function inputShapeOf({ config }: RawLayer): readonly number[] | undefined {
  const shape = BatchShape.safeParse(config['batch_input_shape'] ?? config['batch_shape']);
  return shape.success ? shape.data.slice(1).map(Number) : undefined;
}

function sequential(raw: readonly RawLayer[], builtFor: unknown): ConfiguredModel {
  const inputLayer = raw.find(({ class_name: className }) => className === 'InputLayer');
  const inputName = 'input';
  const layers: ConfiguredLayer[] = [];
  for (const layer of raw) {
    if (layer === inputLayer) continue;
    layers.push({
      className: layer.class_name,
      name: nameOf(layer),
      config: layer.config,
      inputs: [layers.at(-1)?.name ?? inputName],
    });
  }
  const last = layers.at(-1);
  if (last === undefined) throw new UnusableModelError('It has no layers.');
  const built = BatchShape.safeParse(builtFor);
  const inputShape =
    inputShapeOf(inputLayer ?? raw[0]) ?? (built.success ? built.data.slice(1).map(Number) : undefined);
  return { layers, inputName, inputShape, outputName: last.name };
}

function functional(raw: readonly RawLayer[], inputs: unknown, outputs: unknown): ConfiguredModel {
  const input = OneReference.safeParse(inputs);
  const output = OneReference.safeParse(outputs);
  if (!input.success || !output.success)
    throw new UnusableModelError('It has several inputs or outputs; a generator has one of each.');
  const byName = new Map(raw.map((layer) => [nameOf(layer), layer]));
  if (byName.size !== raw.length) throw new UnusableModelError('Two of its layers have the same name.');
  const [inputName] = input.data;
  const [outputName] = output.data;
  const layers: ConfiguredLayer[] = [];
  for (const [name, layer] of byName) {
    if (name === inputName) continue;
    layers.push({ className: layer.class_name, name, config: layer.config, inputs: inputsOf(name, layer) });
  }
  const inputLayer = byName.get(inputName);
  return {
    layers: inOrder(layers, inputName),
    inputName,
    inputShape: inputLayer === undefined ? undefined : inputShapeOf(inputLayer),
    outputName,
  };
}

function inputsOf(name: string, { inbound_nodes: nodes }: RawLayer): string[] {
  if (nodes.length !== 1)
    throw new UnusableModelError(
      `Its layer "${name}" is used ${nodes.length} times; each has to be used once.`,
    );
  const legacy = LegacyInbound.safeParse(nodes[0]);
  if (legacy.success) return legacy.data.map(([from]) => from);
  const inbound = Inbound.safeParse(nodes[0]);
  if (inbound.success) return inbound.data.args[0].map((tensor) => tensor.config.keras_history[0]);
  throw new UnusableModelError(`The inputs of its layer "${name}" cannot be read.`);
}

/** Keras lists layers as it likes; here each comes after those that it needs. */
function inOrder(layers: readonly ConfiguredLayer[], inputName: string): ConfiguredLayer[] {
  const ready = new Set([inputName]);
  const ordered: ConfiguredLayer[] = [];
  let waiting = layers;
  while (waiting.length > 0) {
    const next = waiting.filter(({ inputs }) => inputs.every((from) => ready.has(from)));
    if (next.length === 0) throw new UnusableModelError('Its layers need each other in a circle.');
    for (const layer of next) ready.add(layer.name);
    ordered.push(...next);
    waiting = waiting.filter(({ name }) => !ready.has(name));
  }
  return ordered;
}
