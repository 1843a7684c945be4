import type { NativeAttribute, NativeBinding } from '../engines/native-backend.ts';
import type { Attribute } from './graph-builder.ts';

/** The step does something that a graph cannot repeat; the message goes on after "The step cannot be compiled:". */
export class UnrecordableStepError extends Error {
  override name = 'UnrecordableStepError';
}

/** An attribute as tfjs-node gives it to TensorFlow, for a graph. */
export function toAttribute(binding: NativeBinding, { name, type, value }: NativeAttribute): Attribute {
  switch (type) {
    case binding.TF_ATTR_STRING:
      if (typeof value === 'string') return { kind: 'string', value };
      break;
    case binding.TF_ATTR_INT:
      if (isNumber(value) || isNumbers(value)) return { kind: 'int', value };
      break;
    case binding.TF_ATTR_FLOAT:
      if (isNumber(value) || isNumbers(value)) return { kind: 'float', value };
      break;
    case binding.TF_ATTR_BOOL:
      return { kind: 'bool', value: Boolean(value) };
    case binding.TF_ATTR_TYPE:
      if (isNumber(value)) return { kind: 'type', value };
      break;
    case binding.TF_ATTR_SHAPE:
      if (isNumbers(value)) return { kind: 'shape', value };
      break;
  }
  throw new UnrecordableStepError(
    `it gives an operation the attribute "${name}", which is of an unknown kind`,
  );
}

const isNumber = (value: unknown): value is number => typeof value === 'number';
const isNumbers = (value: unknown): value is number[] => Array.isArray(value) && value.every(isNumber);
