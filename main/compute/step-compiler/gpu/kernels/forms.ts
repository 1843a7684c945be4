import type { GradientForms } from '../../../../contract/gradient-kernels.ts';

/** The forms that each gradient has; which one a card is fastest with is timed when it is proved. */
export const formsOf: { readonly [Name in keyof GradientForms]: readonly GradientForms[Name][] } = {
  filter: ['tiles', 'wide-tiles'],
  input: ['tiles', 'wide-tiles', 'registers'],
};

/** Where nothing was timed. */
export const usualForms: GradientForms = { filter: 'tiles', input: 'tiles' };
