import {
  hyperParameterFields,
  hyperParameterProblem,
  readHyperParameter,
} from '../contract/runs/hyper-parameter-fields.ts';
import { HyperParameters } from '../contract/runs/hyper-parameters.ts';
import { didYouMean } from '../studio/base/did-you-mean.ts';
import { badInput } from './arguments.ts';

/** Hyper-parameters from `key=value` texts, each checked by the schema that the window checks with. */
export function readSetOptions(settings: readonly string[]): HyperParameters {
  const chosen: Record<string, unknown> = {};
  for (const setting of settings) {
    const [key, ...rest] = setting.split('=');
    const field = hyperParameterFields.find((each) => each.key === key);
    if (field === undefined || rest.length === 0) {
      const keys = hyperParameterFields.map((each) => each.key);
      const meant = field === undefined ? didYouMean(key, keys) : '';
      throw badInput(
        `--set ${setting} is not allowed.`,
        `${meant}Give KEY=VALUE with one of: ${keys.join(', ')}.`,
      );
    }
    const value = readHyperParameter(field, rest.join('='));
    const problem = hyperParameterProblem(field.key, value);
    if (problem !== undefined) throw badInput(`--set ${setting} is not allowed.`, problem);
    chosen[key] = value;
  }
  return HyperParameters.parse(chosen);
}
