import type { WeightPrecision } from '../../../../contract/models/model-files.ts';
import { ProtobufMessage } from '../../../files/protobuf/read.ts';
import { UnusableModelError } from '../../../files/unusable-file.ts';
import { type Network, type NetworkWeight, sizeOf } from '../../../graphs/network.ts';
import { dataTypes } from '../../../step-compiler/graph-builder.ts';
import { weightLimits } from '../limits.ts';
import { parseGraph, unpackedWeight } from '../packed.ts';
import { weightTypes } from './write-saved-model.ts';

/** A node of a GraphDef; `name:0` is its output. */
export interface SavedNode {
  name: string;
  op: string;
  inputs: readonly string[];
  /** AttrValue messages (attr_value.proto). */
  attributes: ReadonlyMap<string, ProtobufMessage>;
}

/** The numbers of a constant (tensor.proto). */
export interface SavedTensor {
  dtype: number;
  shape: readonly number[];
  content: Uint8Array;
}

/** The nodes of the only graph of a SavedModel. */
export function parseSavedModel(bytes: Uint8Array): SavedNode[] {
  const graph = new ProtobufMessage(bytes).message(2).message(2);
  return graph.messages(1).map((node) => ({
    name: node.string(1),
    op: node.string(2),
    inputs: node.strings(3),
    attributes: new Map(node.messages(5).map((entry) => [entry.string(1), entry.message(2)])),
  }));
}

export function constantOf({ name, attributes }: SavedNode): SavedTensor {
  const tensor = attributes.get('value')?.message(8);
  if (tensor === undefined) throw new UnusableModelError(`The constant "${name}" has no value.`);
  const shape = tensor
    .message(2)
    .messages(2)
    .map((dim) => dim.integer(1));
  const dtype = tensor.integer(1);
  const [content, splat] = [tensor.bytes(4), tensor.floats(5)];
  if (splat.length === 0) return { dtype, shape, content };
  const size = sizeOf(shape);
  if (splat.length !== 1 || dtype !== dataTypes.float32 || size > weightLimits.numbers)
    throw new UnusableModelError(`The constant "${name}" is damaged.`);
  return { dtype, shape, content: new Uint8Array(new Float32Array(size).fill(splat[0]).buffer) };
}

/** The network that a SavedModel of ours was written from; `description` is its graph. */
export function readSavedModel(bytes: Uint8Array, description: Uint8Array): Network {
  const graph = parseGraph(new TextDecoder().decode(description));
  const names = new Set(graph.nodes.map(({ name }) => name));
  const weights = new Map<string, NetworkWeight>();
  for (const node of parseSavedModel(bytes)) {
    const owner = node.name.replace(/\.[a-z]+$/, '');
    if (node.op !== 'Const' || owner === node.name || !names.has(owner)) continue;
    const { dtype, shape, content } = constantOf(node);
    weights.set(node.name, unpackedWeight(node.name, shape, content, precisions.get(dtype)));
  }
  return { graph, weights };
}

const precisions = new Map(
  Object.entries(weightTypes).map(([precision, type]) => [type as number, precision as WeightPrecision]),
);
