import type { NumberInputProps } from '@mantine/core';
import { useState } from 'react';
import { GuardedNumberInput } from './GuardedNumberInput.tsx';

interface Props extends Omit<NumberInputProps, 'value' | 'onChange' | 'onBlur'> {
  /** The number in use; empty = none. */
  value: number | '';
  /** Told of whatever is typed: a number, or text that is not one, as nothing or a lone minus sign. */
  onChange: (typed: number | string) => void;
}

/**
 * A number to type. While somebody types, the field shows what they typed, even where the form takes another number for
 * it; afterwards it shows the number in use. Mantine's own would go on showing an emptied field, or a 0 that was refused.
 */
export function NumberField({ value, onChange, ...rest }: Props) {
  const [typed, setTyped] = useState<number | string>();
  return (
    <GuardedNumberInput
      {...rest}
      value={typed ?? value}
      onChange={(entered) => {
        setTyped(entered);
        onChange(entered);
      }}
      // Mantine brings the number into its limits before it tells of the blur.
      onBlur={() => setTyped(undefined)}
    />
  );
}
