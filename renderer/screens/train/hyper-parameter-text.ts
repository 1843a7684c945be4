import type { HyperParameterField } from '../../../main/contract/runs/hyper-parameter-fields.ts';
import type { HyperParameter } from '../../../main/contract/runs/hyper-parameters.ts';
import type { RunConfig } from '../../../main/contract/runs/run-config.ts';

/** A value as it is typed: '0.0002', 'true', '256, 128'. */
export const writeHyperParameter = (value: RunConfig[HyperParameter]): string =>
  Array.isArray(value) ? value.join(', ') : String(value);

/** A value as it is read: 'on' rather than 'true', 'none' rather than nothing. */
export function describeHyperParameter(
  { kind }: Pick<HyperParameterField, 'kind'>,
  value: RunConfig[HyperParameter],
): string {
  if (kind === 'switch') return value ? 'on' : 'off';
  return writeHyperParameter(value) || 'none';
}
