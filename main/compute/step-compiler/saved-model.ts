import { bytesField, integerField, messageField } from '../files/protobuf/write.ts';
import { encodeShape } from './graph-builder.ts';

/** A tensor that a signature takes or gives. */
export interface TensorInfo {
  /** `node:index`. */
  output: string;
  dtype: number;
  shape: readonly number[];
}

/** What of a graph is run together, under one name. */
export interface Signature {
  inputs: Readonly<Record<string, TensorInfo>>;
  outputs: Readonly<Record<string, TensorInfo>>;
}

export const savedModelTag = 'serve';

/** SavedModel (saved_model.proto) with one graph and no variables of its own. */
export function encodeSavedModel(graph: Uint8Array, signatures: Readonly<Record<string, Signature>>): Buffer {
  const metaInfo = messageField(1, [bytesField(4, savedModelTag)]);
  const signatureEntries = Object.entries(signatures).map(([name, signature]) =>
    messageField(5, [bytesField(1, name), messageField(2, encodeSignature(signature))]),
  );
  const metaGraph = [metaInfo, bytesField(2, graph), ...signatureEntries];
  return Buffer.concat([integerField(1, 1), messageField(2, metaGraph)]);
}

/** SignatureDef (meta_graph.proto). */
const encodeSignature = ({ inputs, outputs }: Signature): Buffer[] => [
  ...Object.entries(inputs).map(([key, info]) => encodeEntry(1, key, info)),
  ...Object.entries(outputs).map(([key, info]) => encodeEntry(2, key, info)),
  bytesField(3, 'tensorflow/serving/predict'),
];

const encodeEntry = (field: number, key: string, { output, dtype, shape }: TensorInfo): Buffer =>
  messageField(field, [
    bytesField(1, key),
    messageField(2, [bytesField(1, output), integerField(2, dtype), messageField(3, [encodeShape(shape)])]),
  ]);
