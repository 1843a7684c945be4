import { Button, Kbd, Progress } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { BlindChoice, BlindTest } from '../../../../main/contract/compare/blind-tests.ts';
import { mediaPath } from '../../../../main/contract/system/media.ts';
import { studio } from '../../../client/studio.ts';
import { useKeys } from '../../../commands/use-keys.ts';
import { SheetCell } from '../faces/SheetCell.tsx';
import classes from './blind-test.module.css';

interface Props {
  test: BlindTest;
  onChange: (test: BlindTest) => void;
  onLeave: () => void;
}

/** The pair that comes next, and nothing that says who drew which. */
export function BlindPair({ test, onChange, onLeave }: Props) {
  const { id, answered: number, pairs, columns } = test;
  const answer = useMutation({ ...studio.compare.answer.mutationOptions(), onSuccess: onChange });
  const end = useMutation({ ...studio.compare.endTest.mutationOptions(), onSuccess: onChange });
  const isBusy = answer.isPending || end.isPending;
  const choose = (choice: BlindChoice) => {
    if (!isBusy) answer.mutate({ id, number, choice });
  };
  useKeys([
    ['ArrowLeft', () => choose('left')],
    ['ArrowRight', () => choose('right')],
    ['ArrowDown', () => choose('skip')],
  ]);
  const rows = Math.ceil(pairs / columns);
  return (
    <div className={classes.judging}>
      <div className={classes.progress}>
        <span data-testid="blind-progress">
          Pair {number + 1} of {pairs}
        </span>
        <Progress flex={1} size={4} value={(100 * number) / pairs} aria-label="Pairs judged" />
        <Button size="compact-xs" variant="default" onClick={onLeave}>
          Later
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          loading={end.isPending}
          onClick={() => end.mutate({ id })}
        >
          End and tell
        </Button>
      </div>
      <div className={classes.pair}>
        {(['left', 'right'] as const).map((side) => (
          <button
            key={side}
            type="button"
            className={classes.side}
            aria-label={`The ${side} one is better`}
            onClick={() => choose(side)}
          >
            <SheetCell
              src={mediaPath.blindPicture(id, side)}
              label={`Face at the ${side}`}
              index={number}
              columns={columns}
              rows={rows}
            />
          </button>
        ))}
      </div>
      <div className={classes.keys}>
        <span>
          <Kbd>←</Kbd> the left one is better
        </span>
        <Button variant="default" onClick={() => choose('skip')} rightSection={<Kbd>↓</Kbd>}>
          Skip
        </Button>
        <span>
          the right one is better <Kbd>→</Kbd>
        </span>
      </div>
    </div>
  );
}
