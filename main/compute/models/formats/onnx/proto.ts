import type { WeightPrecision } from '../../../../contract/models/model-files.ts';
import { bytesField, floatField, integerField, messageField } from '../../../files/protobuf/write.ts';

/** Field numbers and enumerations of onnx.proto3 (github.com/onnx/onnx). */
export const elementType = { float: 1, int8: 3, int64: 7, float16: 10 } as const;

export const modelFields = {
  irVersion: 1,
  producer: 2,
  producerVersion: 3,
  graph: 7,
  opset: 8,
  metadata: 14,
} as const;
export const graphFields = { node: 1, name: 2, initializer: 5, input: 11, output: 12 } as const;
export const nodeFields = { input: 1, output: 2, name: 3, op: 4, attribute: 5 } as const;
export const attributeFields = { name: 1, float: 2, integer: 3, string: 4, integers: 8, type: 20 } as const;
export const tensorFields = { dims: 1, elementType: 2, name: 8, raw: 9 } as const;

/** AttributeProto.AttributeType. */
const attributeType = { float: 1, integer: 2, string: 3, integers: 7 } as const;

export type OnnxAttribute =
  | { float: number }
  | { integer: number }
  | { string: string }
  | { integers: readonly number[] };

export function encodeNode(
  op: string,
  inputs: readonly string[],
  output: string,
  attributes: Readonly<Record<string, OnnxAttribute>>,
): Buffer {
  return messageField(graphFields.node, [
    ...inputs.map((input) => bytesField(nodeFields.input, input)),
    bytesField(nodeFields.output, output),
    bytesField(nodeFields.name, output),
    bytesField(nodeFields.op, op),
    ...Object.entries(attributes).map(([name, attribute]) =>
      messageField(nodeFields.attribute, [
        bytesField(attributeFields.name, name),
        ...encodeAttribute(attribute),
      ]),
    ),
  ]);
}

function encodeAttribute(attribute: OnnxAttribute): Buffer[] {
  const typed = (type: number, ...value: Buffer[]) => [...value, integerField(attributeFields.type, type)];
  if ('float' in attribute)
    return typed(attributeType.float, floatField(attributeFields.float, attribute.float));
  if ('integer' in attribute)
    return typed(attributeType.integer, integerField(attributeFields.integer, attribute.integer));
  if ('string' in attribute)
    return typed(attributeType.string, bytesField(attributeFields.string, attribute.string));
  const values = attribute.integers.map((value) => integerField(attributeFields.integers, value));
  return typed(attributeType.integers, ...values);
}

/** TensorProto. */
export const encodeTensor = (name: string, type: number, shape: readonly number[], raw: Uint8Array): Buffer =>
  messageField(graphFields.initializer, [
    ...shape.map((side) => integerField(tensorFields.dims, side)),
    integerField(tensorFields.elementType, type),
    bytesField(tensorFields.name, name),
    bytesField(tensorFields.raw, raw),
  ]);

/** By the precision of a weight. */
export const elementTypes = {
  fp32: elementType.float,
  fp16: elementType.float16,
  int8: elementType.int8,
} as const satisfies Record<WeightPrecision, number>;

/** ValueInfoProto of floats with a free batch. */
export function encodeValueInfo(field: number, name: string, shape: readonly number[]): Buffer {
  const batch = messageField(1, [bytesField(2, 'batch')]);
  const sides = shape.map((side) => messageField(1, [integerField(1, side)]));
  const tensorType = [integerField(1, elementType.float), messageField(2, [batch, ...sides])];
  return messageField(field, [bytesField(1, name), messageField(2, [messageField(1, tensorType)])]);
}
