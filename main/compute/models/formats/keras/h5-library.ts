import { z } from 'zod';
import { UnusableModelError } from '../../../files/unusable-file.ts';
import { exactWeight, type NetworkWeight, sizeOf } from '../../../graphs/network.ts';
import { weightLimits } from '../limits.ts';
import { expectFinite } from '../packed.ts';

type Hdf5 = typeof import('h5wasm');
export type Hdf5File = InstanceType<Hdf5['File']>;
type Hdf5Module = Awaited<Hdf5['ready']>;

/** Works on one file in memory; gives its bytes afterwards. */
export async function withHdf5(
  mode: 'r' | 'w',
  bytes: Uint8Array | undefined,
  work: (file: Hdf5File, hdf5: Hdf5) => void,
): Promise<Uint8Array> {
  const { hdf5, module } = await hdf5Library();
  if (bytes !== undefined) module.FS.writeFile(path, bytes);
  try {
    const file = new hdf5.File(path, mode);
    try {
      work(file, hdf5);
    } finally {
      file.close();
    }
    return module.FS.readFile(path);
  } catch (cause) {
    if (cause instanceof UnusableModelError || mode === 'w') throw cause;
    throw new UnusableModelError('The file is damaged, or it is not an HDF5 file.', { cause });
  } finally {
    module.FS.unlink(path);
  }
}

const path = '/model.h5';
let loaded: Promise<{ hdf5: Hdf5; module: Hdf5Module }> | undefined;

/** HDF5's own library in WebAssembly, with a file system in memory: links inside of a file lead nowhere. */
const hdf5Library = () => {
  loaded ??= import('h5wasm').then(async (hdf5) => {
    const module = await hdf5.ready;
    silence(module);
    return { hdf5, module };
  });
  return loaded;
};

/**
 * Keeps the library from printing its stack of errors (`HDF5-DIAG`) for every damaged file: what it throws is reported. It
 * offers no switch for that, so its standard error is opened anew, as one does in C: the lowest free descriptor is 2 again.
 */
function silence({ FS }: Hdf5Module): void {
  // Its types do not have this function of Emscripten's.
  const { getStream } = FS as unknown as { getStream(descriptor: number): Parameters<typeof FS.close>[0] };
  FS.close(getStream(2));
  FS.open('/dev/null', 'w');
}

/** An attribute's value as JSON would have it; undefined where there is none. */
export function attribute(holder: Pick<Hdf5File, 'attrs'>, name: string): unknown {
  const { [name]: found } = holder.attrs;
  const value = found?.json_value;
  // An empty list of strings is written as one of numbers.
  if (Array.isArray(value)) return value.length === 0 ? [] : value.map(asUtf8);
  return asUtf8(value);
}

/** Keras writes UTF-8 that is declared as ASCII, of which the library makes a letter of each byte. */
function asUtf8(value: unknown): unknown {
  if (typeof value !== 'string' || !/^[\0-\xff]*$/.test(value)) return value;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'latin1'));
  } catch {
    // Not UTF-8: the letters are what they seem to be.
    return value;
  }
}

const Floats = z.union([z.instanceof(Float32Array), z.instanceof(Float64Array), z.instanceof(Int8Array)]);
const Dataset = z.object({ shape: z.array(z.int().min(1)).max(weightLimits.rank), dtype: z.unknown() });

/** Weights out of one file, whose numbers are counted: a small file can claim a great many. */
export class WeightReader {
  #numbersLeft: number = weightLimits.numbers;

  /** A weight; undefined where it is of a kind that cannot be read, such as 16-bit floats. */
  read(found: unknown, name: string): NetworkWeight | undefined {
    if (!(found instanceof Object && 'value' in found && 'shape' in found && 'dtype' in found))
      throw new UnusableModelError(`The weight "${name}" is missing.`);
    const dataset = Dataset.safeParse({ shape: found.shape, dtype: found.dtype });
    if (!dataset.success || dataset.data.dtype === halfFloats) return undefined;
    const { shape } = dataset.data;
    // Asked before the numbers are read.
    this.#numbersLeft -= sizeOf(shape);
    if (!(this.#numbersLeft >= 0)) throw new UnusableModelError('It has more weights than can be loaded.');
    const values = Floats.safeParse(found.value);
    if (!values.success) return undefined;
    if (values.data.length !== sizeOf(shape))
      throw new UnusableModelError(`The weight "${name}" is damaged.`);
    const floats = Float32Array.from(values.data);
    expectFinite(name, floats);
    return exactWeight(shape, floats);
  }
}

/** The library throws when it is asked for their values. */
const halfFloats = '<e';
