import { type Attributes, dataTypes, type GraphBuilder, type NodeOutput } from './graph-builder.ts';

/**
 * Adds a product or convolution of float32 tensors that is computed in bfloat16: its factors are rounded to 8 bits, and its
 * result is float32 again, so that weights, sums, norms, losses and Adam stay as they are. bfloat16 reaches as far as
 * float32, so that no loss has to be scaled. Undefined for any other operation.
 */
export function addHalfProduct(
  graph: GraphBuilder,
  op: string,
  inputs: readonly NodeOutput[],
  attributes: Attributes,
): NodeOutput | undefined {
  const places = factors[op];
  const { T: type } = attributes;
  if (places === undefined || type?.kind !== 'type' || type.value !== dataTypes.float32) return undefined;
  const rounded = inputs.map((input, i) =>
    places.includes(i) ? cast(graph, input, dataTypes.float32, dataTypes.bfloat16) : input,
  );
  const node = graph.add(op, rounded, { ...attributes, T: { kind: 'type', value: dataTypes.bfloat16 } });
  return cast(graph, `${node}:0`, dataTypes.bfloat16, dataTypes.float32);
}

/** Operations that multiply, and which of their inputs are the factors; the others are shapes. */
const factors: Readonly<Record<string, readonly number[]>> = {
  Conv2D: [0, 1],
  Conv2DBackpropInput: [1, 2],
  Conv2DBackpropFilter: [0, 2],
  MatMul: [0, 1],
  BatchMatMul: [0, 1],
  BatchMatMulV2: [0, 1],
};

function cast(graph: GraphBuilder, input: NodeOutput, from: number, to: number): NodeOutput {
  const node = graph.add('Cast', [input], {
    SrcT: { kind: 'type', value: from },
    DstT: { kind: 'type', value: to },
    Truncate: { kind: 'bool', value: false },
  });
  return `${node}:0`;
}
