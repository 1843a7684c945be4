import { NumberInput, type NumberInputProps } from '@mantine/core';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { readNumber } from './read-number.ts';

/**
 * Mantine's field for a number, which drops the characters that do not fit and keeps the rest: a `3,5` that is dropped
 * into it would become 35, and a pasted `1e-4` would become −14. Here what comes in is read as a whole; what cannot be
 * read is refused, and the field says so until it is left.
 */
export function GuardedNumberInput(props: NumberInputProps) {
  const { allowDecimal = true, suffix = '', error, onBlur } = props;
  const [problem, setProblem] = useState<string>();
  const ref = useRef<HTMLInputElement>(null);

  const guard = (event: Pick<Event, 'preventDefault' | 'stopPropagation'>, inserted: string) => {
    const input = ref.current;
    if (input === null) return;
    const entered = withInserted(input, inserted).replace(suffix, '');
    const isPart = allowDecimal ? (inserted.length === 1 ? partTyped : partInserted) : wholePart;
    if (isPart.test(entered)) return;
    event.preventDefault();
    event.stopPropagation();
    const number = inserted.length > 1 ? readNumber(entered) : undefined;
    if (number !== undefined && (allowDecimal || Number.isInteger(number))) {
      setProblem(undefined);
      enter(input, plain.format(number));
    } else
      setProblem(`Left out “${inserted.slice(0, 20)}”: only ${allowDecimal ? '' : 'whole '}numbers fit.`);
  };
  const guardInput = useEffectEvent((event: InputEvent) => event.data && guard(event, event.data));
  // React has no event for it.
  useEffect(() => {
    const input = ref.current;
    input?.addEventListener('beforeinput', guardInput);
    return () => input?.removeEventListener('beforeinput', guardInput);
  }, []);

  return (
    <NumberInput
      {...props}
      ref={ref}
      error={problem ?? error}
      onPasteCapture={(event) => guard(event, event.clipboardData.getData('text'))}
      onBlur={(event) => {
        setProblem(undefined);
        onBlur?.(event);
      }}
    />
  );
}

/** What may stand in the field while a number is typed; Mantine makes a full stop of a comma that is typed. */
const partTyped = /^-?\d*[.,]?\d*$/;
const partInserted = /^-?\d*\.?\d*$/;
const wholePart = /^-?\d*$/;

/** In figures alone. */
const plain = new Intl.NumberFormat('en', { useGrouping: false, maximumFractionDigits: 20 });

function withInserted({ value, selectionStart, selectionEnd }: HTMLInputElement, text: string): string {
  const start = selectionStart ?? value.length;
  return value.slice(0, start) + text + value.slice(selectionEnd ?? start);
}

/** Puts a text into a field of React's as if it had been typed. */
function enter(input: HTMLInputElement, text: string): void {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, text);
  input.dispatchEvent(new Event('input', { bubbles: true }));
}
