import { z } from 'zod';
import { graphLimits } from '../../../../contract/models/network-graph.ts';
import { UnusableModelError } from '../../../files/unusable-file.ts';
import { type Call, callsOf, classOf, isModel, type RawLayer, RawModel } from './raw-model.ts';
import { placesOf } from './storage-names.ts';

/** A layer where it is called, before anything of it is believed. A layer that is called twice stands twice. */
export interface ConfiguredLayer {
  className: string;
  /** Of the call: the names of the models that the layer is in, and its own. */
  name: string;
  /** Names of the models that it is in, and its own; that of the whole model is left out. */
  path: readonly string[];
  /** Where a `.keras` file keeps its weights. */
  place: string;
  config: Readonly<Record<string, unknown>>;
  /** Names of calls, or of the input. */
  inputs: readonly string[];
}

export interface ConfiguredModel {
  /** Every layer after those that it needs, inputs left out. */
  layers: readonly ConfiguredLayer[];
  /** What its layers call the input. */
  inputName: string;
  /** Where the configuration says it. */
  inputShape: readonly number[] | undefined;
  outputName: string;
}

/** What layers call the input of the whole model; no layer has a name with a slash at its end. */
const inputName = 'input/';

/**
 * Reads the `model_config` of a Sequential or functional model as Keras 2 and Keras 3 write it. Models inside of it are taken
 * apart into their layers.
 */
export function parseModelConfig(json: unknown): ConfiguredModel {
  const model = parseModel(json);
  const layers: ConfiguredLayer[] = [];
  const outputName = unfold(model, { scope: '', path: [], place: '', input: inputName }, layers);
  if (layers.length === 0) throw new UnusableModelError('It has no layers.');
  return { layers, inputName, inputShape: inputShapeOf(model), outputName };
}

function parseModel(json: unknown): RawModel {
  const named = z.looseObject({ class_name: z.string() }).safeParse(json);
  if (named.success && !isModel(named.data))
    throw new UnusableModelError(
      `It is a "${named.data.class_name}"; only Sequential and functional models can be read.`,
      {
        next: 'In Keras, build the same model as a Sequential or functional one, copy the weights with set_weights(), and save that as .keras or .h5.',
      },
    );
  const parsed = RawModel.safeParse(json);
  if (!parsed.success) throw new UnusableModelError('Its description is not one of a Keras model.');
  return parsed.data;
}

/** Where a model stands in the whole. */
interface Surroundings {
  /** Before the names of its calls. */
  scope: string;
  path: readonly string[];
  place: string;
  /** The call whose output it takes. */
  input: string;
}

/** Adds the layers of a model; gives the name of the call that makes its output. */
function unfold(model: RawModel, around: Surroundings, layers: ConfiguredLayer[]): string {
  const { calls, output, input } = callsOf(model);
  const places = placesOf(model.config.layers.map(({ class_name: className }) => className));
  const placeOf = new Map(model.config.layers.map((layer, i) => [layer, places[i]]));
  const made = new Map([[input, around.input]]);
  const nameOf = (key: string): string => {
    const name = made.get(key);
    if (name === undefined) throw new UnusableModelError(`Its layer "${around.scope}${key}" is missing.`);
    return name;
  };
  for (const call of calls) {
    const inner: Surroundings = {
      scope: `${around.scope}${call.key}/`,
      path: [...around.path, call.layerName],
      place: `${around.place}layers/${placeOf.get(call.layer) ?? ''}`,
      input: '',
    };
    const inputs = call.inputs.map(nameOf);
    made.set(call.key, addCall(call, inputs, inner, layers));
  }
  return nameOf(output);
}

function addCall(
  { layer, layerName }: Call,
  inputs: readonly string[],
  inner: Surroundings,
  layers: ConfiguredLayer[],
): string {
  const name = inner.scope.slice(0, -1);
  if (isModel(layer)) {
    if (inputs.length > 1)
      throw new UnusableModelError(`The model "${name}" inside of it takes several inputs.`);
    const nested = parseModel({ ...layer, name: layerName });
    return unfold(nested, { ...inner, place: `${inner.place}/`, input: inputs[0] }, layers);
  }
  // Models that call models that call models: a small file could ask for any number.
  if (layers.length >= graphLimits.nodes)
    throw new UnusableModelError(`It has more than ${graphLimits.nodes} layers.`);
  layers.push({
    className: classOf(layer),
    name,
    path: inner.path,
    place: inner.place,
    config: layer.config,
    inputs,
  });
  return name;
}

const BatchShape = z.tuple([z.union([z.null(), z.int()])], z.int().min(1));

/** Of the input layer, or of the first that says it. */
function inputShapeOf(model: RawModel): readonly number[] | undefined {
  const { layers, build_input_shape: built } = model.config;
  const first: RawLayer | undefined =
    layers.find(({ class_name: className }) => className === 'InputLayer') ?? layers[0];
  if (first === undefined) return undefined;
  const { config, build_config: builtLayer } = first;
  for (const shape of [config['batch_input_shape'], config['batch_shape'], built, builtLayer?.input_shape]) {
    const parsed = BatchShape.safeParse(shape);
    if (parsed.success) return parsed.data.slice(1).map(Number);
  }
  const nested = isModel(first) ? RawModel.safeParse(first) : undefined;
  return nested?.success ? inputShapeOf(nested.data) : undefined;
}
