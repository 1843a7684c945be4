import { hyperParameterFields } from '../../../../main/contract/runs/hyper-parameter-fields.ts';
import type { RunConfig } from '../../../../main/contract/runs/run-config.ts';
import { describeHyperParameter } from '../hyper-parameter-text.ts';

/** One hyper-parameter that a run was frozen with. */
export interface ConfigRow {
  key: string;
  title: string;
  /** One sentence. */
  description: string;
  unit: string | undefined;
  value: string;
  /** What the preset would have had. */
  own: string;
}

/** The hyper-parameters of a run: those that differ from what it would have with nothing set by hand, and the others. */
export function configRows(
  config: RunConfig,
  defaults: RunConfig,
): { byHand: ConfigRow[]; others: ConfigRow[] } {
  const rows = hyperParameterFields.map((field) => ({
    key: field.key,
    title: field.title,
    description: field.description,
    unit: field.unit,
    value: describeHyperParameter(field, config[field.key]),
    own: describeHyperParameter(field, defaults[field.key]),
  }));
  const [byHand = [], others = []] = [true, false].map((differs) =>
    rows.filter(({ value, own }) => (value !== own) === differs),
  );
  return { byHand, others };
}
