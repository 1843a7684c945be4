import { z } from 'zod';
import { type HyperParameter, HyperParameterGroup, HyperParameters } from './hyper-parameters.ts';

/** How a hyper-parameter is filled in. */
export type HyperParameterKind = 'whole number' | 'number' | 'switch' | 'choice' | 'choices' | 'numbers';

/** A hyper-parameter as a form or a help text needs it; all of it comes from the schema. */
export interface HyperParameterField {
  key: HyperParameter;
  title: string;
  unit?: string;
  /** One sentence. */
  description: string;
  group: HyperParameterGroup;
  kind: HyperParameterKind;
  /** Of a choice or choices. */
  options: readonly string[];
}

/** What zod says of a field as JSON schema. */
const Described = z.object({
  title: z.string(),
  unit: z.string().optional(),
  description: z.string(),
  group: HyperParameterGroup,
  type: z.enum(['integer', 'number', 'boolean', 'string', 'array']),
  enum: z.array(z.string()).optional(),
  items: z.object({ enum: z.array(z.string()).optional() }).optional(),
});

const Key = HyperParameters.keyof();

/** Every hyper-parameter, in the order in which they are declared. */
export const hyperParameterFields: readonly HyperParameterField[] = Object.entries(
  z.toJSONSchema(HyperParameters).properties ?? {},
).map(([key, json]) => {
  const { type, items, enum: choices, unit, ...told } = Described.parse(json);
  const kinds = {
    integer: 'whole number',
    number: 'number',
    boolean: 'switch',
    string: 'choice',
    array: items?.enum ? 'choices' : 'numbers',
  } as const;
  return {
    key: Key.parse(key),
    ...told,
    ...(unit === undefined ? {} : { unit }),
    kind: kinds[type],
    options: choices ?? items?.enum ?? [],
  };
});

/** A value as it was typed: `1e-3`, `true`, `64,32`. Whether it is allowed is for `hyperParameterProblem` to say. */
export function readHyperParameter({ kind }: Pick<HyperParameterField, 'kind'>, text: string): unknown {
  const parts = () => text.split(/[\s,]+/).filter((part) => part !== '');
  switch (kind) {
    case 'whole number':
    case 'number':
      return readNumber(text);
    case 'switch':
      return { true: true, false: false }[text] ?? text;
    case 'choice':
      return text;
    case 'choices':
      return parts();
    case 'numbers':
      return parts().map(readNumber);
  }
}

/** Why a value is not allowed, as one plain sentence; undefined when it is. */
export function hyperParameterProblem(key: HyperParameter, value: unknown): string | undefined {
  const { error } = HyperParameters.shape[key].unwrap().safeParse(value);
  return error && describeIssue(error.issues[0]);
}

/** What a schema has against a value, in plain words. */
export function describeIssue(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_small':
      return issue.origin === 'array'
        ? `Give at least ${issue.minimum}.`
        : `It has to be ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}.`;
    case 'too_big':
      return issue.origin === 'array'
        ? `Give at most ${issue.maximum}.`
        : `It has to be ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}.`;
    case 'invalid_type':
      return `It has to be ${plainTypes[issue.expected] ?? `a ${issue.expected}`}.`;
    case 'invalid_value':
      return `Choose from: ${issue.values.join(', ')}.`;
    default:
      return issue.message;
  }
}

const plainTypes: Readonly<Record<string, string>> = { int: 'a whole number', boolean: 'true or false' };

/** Text that is not a number is passed through, so that the schema refuses it. */
const readNumber = (text: string): unknown =>
  text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
