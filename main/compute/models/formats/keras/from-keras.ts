import { z } from 'zod';
import { UnusableModelError } from '../../../files/unusable-file.ts';
import type { Network } from '../../../graphs/network.ts';
import { simplify } from '../../../graphs/simplify.ts';
import { GraphDraft } from './graph-draft.ts';
import { layerReaders } from './layer-readers/index.ts';
import { type Dialect, LayerContext } from './layer-readers/layer-context.ts';
import { saveInstead } from './layer-readers/save-instead.ts';
import { type ConfiguredLayer, parseModelConfig } from './parse-config.ts';
import type { WeightsOf } from './stored-weights.ts';

/** Reads a Keras model as a graph; layers that it does not know are refused by name, with what to save instead. */
export function fromKeras(
  config: unknown,
  weightsOf: WeightsOf,
  dialect: Dialect,
): Network & { notes: readonly string[] } {
  const model = parseModelConfig(config);
  const inputShape = model.inputShape ?? shapeForFirst(model.layers[0], weightsOf);
  const draft = new GraphDraft(inputShape, model.inputName);
  for (const layer of model.layers)
    draft.layerIs(layer.name, addLayer(new LayerContext(draft, layer, weightsOf(layer), dialect), layer));
  return { ...simplify(draft.finish(model.outputName)), notes: notesOn(model.layers) };
}

/** A Sequential model may leave out what its first layer takes; a dense kernel says it. */
function shapeForFirst(first: ConfiguredLayer, weightsOf: WeightsOf): readonly number[] {
  const { named, inOrder } = weightsOf(first);
  const kernel = named.get('kernel') ?? inOrder[0];
  if (first.className !== 'Dense' || kernel === undefined)
    throw new UnusableModelError('It does not say what it takes as input.', {
      next: 'In Keras, begin the model with an Input layer, copy the weights with set_weights(), and save it again.',
    });
  return [kernel.shape[0]];
}

function addLayer(context: LayerContext, { className, name }: ConfiguredLayer): string {
  const read = Object.hasOwn(layerReaders, className) ? layerReaders[className] : undefined;
  if (read !== undefined) return read(context);
  throw new UnusableModelError(
    className === 'Lambda'
      ? `Its layer "${name}" (Lambda) holds a program, which is not run.`
      : `It has a layer of the kind "${className}" ("${name}"), which is not known.`,
    { next: saveInstead(className) },
  );
}

/** What is drawn here in 32-bit floats, Keras may draw in fewer bits. */
function notesOn(layers: readonly ConfiguredLayer[]): string[] {
  const policies = new Set(layers.map(({ config }) => policyOf(config['dtype'])));
  return [...policies]
    .filter((policy) => /^(?:mixed_)?b?float16$/.test(policy))
    .map(
      (policy) =>
        `Keras computes it as ${policy}; here it is drawn in 32-bit floats, up to a level of 255 apart.`,
    );
}

const Policy = z.union([z.string(), z.looseObject({ config: z.looseObject({ name: z.string() }) })]);

/** A dtype, or a policy of dtypes, by its name. */
function policyOf(dtype: unknown): string {
  const parsed = Policy.safeParse(dtype);
  if (!parsed.success) return '';
  return typeof parsed.data === 'string' ? parsed.data : parsed.data.config.name;
}
