import { type Tensor, tf, type Variable } from '../engines/tf.ts';

/** What variables held before a recording. */
export interface KeptValues {
  hasChanged(variable: Variable): boolean;
  restore(): void;
}

/** Keeps what the variables hold until it is restored, once. */
export function keepValues(variables: Iterable<Variable>): KeptValues {
  const kept = new Map<Variable, Tensor>();
  for (const variable of variables) kept.set(variable, tf.keep(tf.clone(variable)));
  return {
    hasChanged: (variable) => kept.get(variable)?.dataId !== variable.dataId,
    restore: () => {
      for (const [variable, value] of kept) {
        if (value.dataId !== variable.dataId) variable.assign(value);
        value.dispose();
      }
    },
  };
}
