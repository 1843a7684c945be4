import { type Tensor, tf } from './tf.ts';

/** The parts of tfjs-node's backend that the compiler looks behind; they are the same in all 4.x versions. */
export interface NativeBackend {
  binding: NativeBinding;
  readonly tensorMap: { get(dataId: object): StoredTensor };
  executeSingleOutput(op: string, attributes: readonly NativeAttribute[], inputs: readonly Tensor[]): Tensor;
  executeMultipleOutputs(
    op: string,
    attributes: readonly NativeAttribute[],
    inputs: readonly Tensor[],
    outputs: number,
  ): Tensor[];
  /** Loads the graph in a folder into a session of its own, by whose number it is run and given back. */
  loadSavedModelMetaGraph(folder: string, tags: string): number;
  /** Nodes are named as `node:index`. */
  runSavedModel(
    session: number,
    inputs: readonly Tensor[],
    fed: readonly { name: string }[],
    asked: readonly string[],
  ): Tensor[];
  deleteSavedModel(session: number): void;
}

/** tfjs-node's addon: TensorFlow's eager interface, with tensors as numbers. */
export interface NativeBinding {
  executeOp(
    op: string,
    attributes: readonly NativeAttribute[],
    inputs: readonly number[],
    outputs: number,
  ): { id: number; dtype: number; shape: number[] }[];
  createTensor(shape: readonly number[], dtype: number, values: unknown): number;
  tensorDataSync(id: number): ArrayLike<number>;
  readonly TF_FLOAT: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
}

export interface NativeAttribute {
  name: string;
  type: number;
  value: unknown;
}

interface StoredTensor {
  id: number;
  shape: number[];
  dtype: number;
  /** Not yet given to TensorFlow. */
  values: unknown;
}

/** The active backend, when it is native TensorFlow. */
export function nativeBackend(): NativeBackend | undefined {
  const backend: object & Partial<NativeBackend> = tf.backend();
  return typeof backend.binding?.executeOp === 'function' ? (backend as NativeBackend) : undefined;
}

/** TensorFlow's number of a tensor, which is handed to it now if it was not yet. */
export function nativeId(backend: NativeBackend, tensor: Tensor): number {
  const stored = backend.tensorMap.get(tensor.dataId);
  if (stored.values !== null) {
    stored.id = backend.binding.createTensor(stored.shape, stored.dtype, stored.values);
    stored.values = null;
  }
  return stored.id;
}
