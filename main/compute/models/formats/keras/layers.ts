import type { NetworkWeight } from '../../../graphs/network.ts';

/** A layer of a Keras model, as its configuration names it. */
export interface KerasLayer {
  className: string;
  name: string;
  config: Readonly<Record<string, unknown>>;
  /** Names of the layers before it. */
  inputs: readonly string[];
  /** In the order in which Keras keeps them: `kernel`, `bias`; `gamma`, `beta`, `moving_mean`, `moving_variance`. */
  weights: ReadonlyMap<string, NetworkWeight>;
}

export interface KerasModel {
  name: string;
  /** Without the batch. */
  inputShape: readonly number[];
  /** In the order of `kerasOrder`. */
  layers: readonly KerasLayer[];
}

/** The `model_config` of Keras 2, which Keras 3 and TensorFlow.js read as well. */
export function modelConfig({ name, inputShape, layers }: KerasModel): object {
  const input = {
    class_name: 'InputLayer',
    name: 'input',
    config: { name: 'input', batch_input_shape: [null, ...inputShape], dtype: 'float32', sparse: false },
    inbound_nodes: [],
  };
  const rest = layers.map(({ className, name: layerName, config, inputs }) => ({
    class_name: className,
    name: layerName,
    config: { name: layerName, trainable: true, dtype: 'float32', ...config },
    inbound_nodes: [inputs.map((from) => [from, 0, 0, {}])],
    // Keras 3 forgets lists of axes, except in layers that are described as it does itself.
    ...(Array.isArray(config['axis']) ? { module: 'keras.layers', registered_name: null } : {}),
  }));
  return {
    class_name: 'Functional',
    config: {
      name,
      trainable: true,
      layers: [input, ...rest],
      input_layers: [['input', 0, 0]],
      output_layers: [[layers[layers.length - 1].name, 0, 0]],
    },
  };
}

/**
 * The order in which Keras itself lists the layers of a functional model, and in which it expects their weights in a file: from
 * those farthest from the output to the output, and equally far ones as a walk from the output back finds them.
 */
export function kerasOrder(layers: readonly KerasLayer[]): KerasLayer[] {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const found = new Map<string, number>();
  const walk = (layer: KerasLayer) => {
    if (found.has(layer.name)) return;
    found.set(layer.name, found.size);
    for (const input of layer.inputs) {
      const before = byName.get(input);
      if (before !== undefined) walk(before);
    }
  };
  walk(layers[layers.length - 1]);
  const distance = new Map(layers.map(({ name }) => [name, 0]));
  for (const { name, inputs } of layers.toReversed())
    for (const input of inputs)
      distance.set(input, Math.max(distance.get(input) ?? 0, (distance.get(name) ?? 0) + 1));
  const at = (places: ReadonlyMap<string, number>, { name }: KerasLayer) => places.get(name) ?? 0;
  return layers.toSorted((a, b) => at(distance, b) - at(distance, a) || at(found, a) - at(found, b));
}
