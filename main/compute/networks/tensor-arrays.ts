import { StudioError } from '../../contract/errors.ts';
import { type Tensor, tf, type Variable } from '../engines/tf.ts';
import type { NamedArray } from '../files/safetensors.ts';

/** Reads tensors back from the engine, with `prefix` before their names. */
export function toArrays(tensors: ReadonlyMap<string, Tensor>, prefix = ''): Map<string, NamedArray> {
  const arrays = new Map<string, NamedArray>();
  for (const [name, tensor] of tensors) {
    arrays.set(prefix + name, { shape: tensor.shape, values: Float32Array.from(tensor.dataSync()) });
  }
  return arrays;
}

/** Sets variables from arrays of the same names and shapes; anything missing or of another shape is damage. */
export function assignArrays(
  variables: ReadonlyMap<string, Variable>,
  arrays: ReadonlyMap<string, NamedArray>,
  prefix = '',
): void {
  for (const [name, variable] of variables) {
    const array = arrays.get(prefix + name);
    if (array === undefined || array.shape.join() !== variable.shape.join()) {
      throw new StudioError('CHECKPOINT_DAMAGED', `The weights do not fit the network: "${prefix + name}".`, {
        next: 'Go on from an earlier checkpoint, or start a new run.',
        subject: prefix + name,
      });
    }
    tf.tidy(() => variable.assign(tf.tensor(array.values, array.shape)));
  }
}
