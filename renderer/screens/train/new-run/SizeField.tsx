import { Select } from '@mantine/core';
import { Side } from '../../../../main/contract/pictures.ts';
import { chosenSize, type FormPart } from './form.ts';

/** Side of the pictures; a preset's networks make some of them. */
export function SizeField({ form, change, preset }: Pick<FormPart, 'form' | 'change' | 'preset'>) {
  return (
    <Select
      label="Size"
      w={120}
      data={sides.map((side) => ({
        value: String(side),
        label: `${side} × ${side}`,
        disabled: !preset.sides.includes(side),
      }))}
      value={String(chosenSize(form, preset))}
      onChange={(value) => change({ resolution: sides.find((side) => String(side) === value) })}
    />
  );
}

const sides = Side.options.map(({ value }) => value);
