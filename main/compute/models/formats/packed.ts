import { NetworkGraph } from '../../../contract/models/network-graph.ts';
import { UnusableModelError } from '../../files/unusable-file.ts';
import { type NetworkWeight, sizeOf } from '../../graphs/network.ts';
import { weightLimits } from './limits.ts';

/** The numbers of a weight, little-endian, as its precision has them. */
export function packedBytes({ values, precision }: Pick<NetworkWeight, 'values' | 'precision'>): Uint8Array {
  switch (precision) {
    case 'fp32':
      return bytesOf(values);
    case 'fp16':
      return bytesOf(new Float16Array(values));
    case 'int8':
      return bytesOf(new Int8Array(values));
  }
}

/** The other way round. The bytes may lie anywhere. */
export function unpackedValues(bytes: Uint8Array, precision: NetworkWeight['precision']): Float32Array {
  const { buffer } = new Uint8Array(bytes);
  switch (precision) {
    case 'fp32':
      return new Float32Array(buffer);
    case 'fp16':
      return new Float32Array(new Float16Array(buffer));
    case 'int8':
      return new Float32Array(new Int8Array(buffer));
  }
}

const bytesPerNumber = { fp32: 4, fp16: 2, int8: 1 } as const satisfies Record<
  NetworkWeight['precision'],
  number
>;

/** A weight that a file claims to have. A precision that is not known is undefined. */
export function unpackedWeight(
  name: string,
  shape: readonly number[],
  bytes: Uint8Array,
  precision: NetworkWeight['precision'] | undefined,
): NetworkWeight {
  const fits =
    precision !== undefined &&
    shape.length <= weightLimits.rank &&
    shape.every((side) => side >= 1) &&
    sizeOf(shape) * bytesPerNumber[precision] === bytes.length;
  if (!fits) throw new UnusableModelError(`The weight "${name}" is damaged.`);
  const values = unpackedValues(bytes, precision);
  expectFinite(name, values);
  return { shape, values, precision };
}

export function expectFinite(name: string, values: Float32Array): void {
  if (!values.every(Number.isFinite))
    throw new UnusableModelError(`The weight "${name}" holds numbers that are not finite.`);
}

/** A graph that stands in a file beside its weights. */
export function parseGraph(text: string): NetworkGraph {
  try {
    return NetworkGraph.parse(JSON.parse(text));
  } catch (cause) {
    throw new UnusableModelError('The description of the network in the file is damaged.', { cause });
  }
}

export const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
