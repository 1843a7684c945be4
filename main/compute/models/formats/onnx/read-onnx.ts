import type { WeightPrecision } from '../../../../contract/models/model-files.ts';
import { ProtobufMessage } from '../../../files/protobuf/read.ts';
import { UnusableModelError } from '../../../files/unusable-file.ts';
import { type Network, type NetworkWeight, sizeOf } from '../../../graphs/network.ts';
import { parseGraph, unpackedWeight } from '../packed.ts';
import { kernelOrderBack, permuted } from './kernel-order.ts';
import {
  attributeFields,
  elementTypes,
  graphFields,
  modelFields,
  nodeFields,
  tensorFields,
} from './proto.ts';
import { graphKey } from './write-onnx.ts';

/** A tensor as a model has it. */
export interface OnnxTensor {
  name: string;
  elementType: number;
  shape: readonly number[];
  raw: Uint8Array;
}

export interface OnnxNode {
  op: string;
  inputs: readonly string[];
  output: string;
  attributes: ReadonlyMap<string, ProtobufMessage>;
}

/** The parts of a model file. */
export function parseOnnx(bytes: Uint8Array): {
  nodes: OnnxNode[];
  tensors: OnnxTensor[];
  metadata: ReadonlyMap<string, string>;
} {
  const model = new ProtobufMessage(bytes);
  const graph = model.message(modelFields.graph);
  const nodes = graph.messages(graphFields.node).map((node) => ({
    op: node.string(nodeFields.op),
    inputs: node.strings(nodeFields.input),
    output: node.string(nodeFields.output),
    attributes: new Map(
      node
        .messages(nodeFields.attribute)
        .map((attribute) => [attribute.string(attributeFields.name), attribute]),
    ),
  }));
  const tensors = graph.messages(graphFields.initializer).map((tensor) => ({
    name: tensor.string(tensorFields.name),
    elementType: tensor.integer(tensorFields.elementType),
    shape: tensor.integers(tensorFields.dims),
    raw: tensor.bytes(tensorFields.raw),
  }));
  const metadata = new Map(
    model.messages(modelFields.metadata).map((entry) => [entry.string(1), entry.string(2)]),
  );
  return { nodes, tensors, metadata };
}

/** The network that a model of ours was written from. */
export function readOnnx(bytes: Uint8Array): Network {
  const { tensors, metadata } = parseOnnx(bytes);
  const text = metadata.get(graphKey);
  if (text === undefined)
    throw new UnusableModelError('Of ONNX models only those that Faceloom wrote can be imported.');
  const graph = parseGraph(text);
  const isKernel = new Set(
    graph.nodes
      .filter(({ op }) => op === 'conv' || op === 'conv-transpose')
      .map(({ name }) => `${name}.kernel`),
  );
  const names = new Set(graph.nodes.map(({ name }) => name));
  const weights = new Map<string, NetworkWeight>();
  for (const tensor of tensors) {
    const { name } = tensor;
    if (!names.has(name.replace(/\.[a-z]+$/, '')) || !name.includes('.')) continue;
    const weight = unpackedWeight(name, tensor.shape, tensor.raw, precisions.get(tensor.elementType));
    weights.set(
      name,
      isKernel.has(name)
        ? permuted(weight, kernelOrderBack)
        : // Scales of maps have sides of 1.
          { ...weight, shape: name.endsWith('.kernel') ? weight.shape : [sizeOf(weight.shape)] },
    );
  }
  return { graph, weights };
}

const precisions = new Map(
  Object.entries(elementTypes).map(([precision, type]) => [type as number, precision as WeightPrecision]),
);
