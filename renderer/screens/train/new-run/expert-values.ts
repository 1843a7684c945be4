import {
  type HyperParameterField,
  hyperParameterFields,
  hyperParameterProblem,
  readHyperParameter,
} from '../../../../main/contract/runs/hyper-parameter-fields.ts';
import { type HyperParameter, HyperParameters } from '../../../../main/contract/runs/hyper-parameters.ts';
import type { RunConfig } from '../../../../main/contract/runs/run-config.ts';
import { writeHyperParameter } from '../hyper-parameter-text.ts';

/** What was set by hand, as typed. */
export type ExpertValues = Readonly<Partial<Record<HyperParameter, string>>>;

type FieldKey = Pick<HyperParameterField, 'key' | 'kind'>;

/** With a value in place of another; undefined = as the preset has it. */
export function setExpertValue(
  values: ExpertValues,
  key: HyperParameter,
  text: string | undefined,
): ExpertValues {
  const { [key]: _, ...others } = values;
  return text === undefined ? others : { ...others, [key]: text };
}

/** Why what was typed is not allowed; undefined when it is, or when nothing was. */
export function expertProblem({ key, kind }: FieldKey, values: ExpertValues): string | undefined {
  const text = values[key];
  return text === undefined ? undefined : hyperParameterProblem(key, readHyperParameter({ kind }, text));
}

/** True when something was typed that differs from what the preset has. */
export function isChanged({ key, kind }: FieldKey, values: ExpertValues, defaults: RunConfig): boolean {
  const text = values[key];
  const ownText = writeHyperParameter(defaults[key]);
  if (text === undefined || text === ownText) return false;
  const read = (from: string) => JSON.stringify(readHyperParameter({ kind }, from));
  return read(text) !== read(ownText);
}

/** How many differ from the preset. */
export const countChanged = (values: ExpertValues, defaults: RunConfig): number =>
  hyperParameterFields.filter((field) => isChanged(field, values, defaults)).length;

/** True when nothing was typed that is not allowed. */
export const areAllowed = (values: ExpertValues): boolean =>
  hyperParameterFields.every((field) => expertProblem(field, values) === undefined);

/** What a run is told: all that is allowed; undefined when that is nothing. */
export function toHyperParameters(values: ExpertValues): HyperParameters | undefined {
  const read = hyperParameterFields.flatMap((field) => {
    const text = values[field.key];
    if (text === undefined || expertProblem(field, values) !== undefined) return [];
    return [[field.key, readHyperParameter(field, text)]];
  });
  return read.length === 0 ? undefined : HyperParameters.parse(Object.fromEntries(read));
}
