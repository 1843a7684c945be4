/**
 * The number that a text is as a whole, undefined where it is none: `3,5` and `3.5` are the same, as are `1.234,5` and
 * `1,234.5`. A comma before three digits groups thousands, as the window writes them, unless a zero stands before it.
 * A unit after the number is passed over.
 */
export function readNumber(text: string): number | undefined {
  const [, sign = '', figures, power = ''] = numberPattern.exec(text.trim().replace('−', '-')) ?? [];
  if (figures === undefined) return undefined;
  const plain = plainFigures(figures.replace(/(\d)[\s'’](?=\d{3})/g, '$1'));
  return plain === undefined ? undefined : Number(`${sign}${plain}${power}`);
}

const numberPattern = /^([+-]?)(\d(?:[\d.,\s'’]*[\d.,])?|[.,]\d+)(e[+-]?\d+)?\s*(?!e$)[\p{L}%]*$/iu;

/** Figures with at most a full stop among them. */
function plainFigures(figures: string): string | undefined {
  const decimal = figures.replace(',', '.');
  const hasOneMark = /^\d*[.,]?\d*$/.test(figures);
  if (hasOneMark && !/^[1-9]\d{0,2},\d{3}$/.test(figures)) return decimal;
  if (/^\d{1,3}(,\d{3})+(\.\d*)?$/.test(figures)) return figures.replaceAll(',', '');
  if (/^\d{1,3}(\.\d{3})+(,\d*)?$/.test(figures)) return figures.replaceAll('.', '').replace(',', '.');
  return undefined;
}
