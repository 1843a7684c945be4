import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { BlindResult, BlindTest } from '../../../../main/contract/compare/blind-tests.ts';
import type { BlindTestId } from '../../../../main/contract/ids.ts';
import { studio } from '../../../client/studio.ts';
import { Ago } from '../../../components/Ago.tsx';
import { formatKimg, formatQuantity } from '../../../format.ts';
import classes from './blind-test.module.css';
import { verdictOf } from './verdict-of.ts';

interface Props {
  tests: readonly BlindTest[];
  onGoOn: (id: BlindTestId) => void;
  onRemoved: () => void;
}

/** The tests that were made, newest first; those that have not ended tell nothing yet. */
export function BlindResults({ tests, onGoOn, onRemoved }: Props) {
  const remove = useMutation({ ...studio.compare.removeTest.mutationOptions(), onSuccess: onRemoved });
  return (
    <ul className={classes.results} aria-label="Blind tests">
      {tests.map(({ id, result, answered, pairs, startedAt }) => (
        <li key={id}>
          {result ? (
            <Result result={result} />
          ) : (
            <div className={classes.open}>
              <span>
                A test that goes on: {answered} of {formatQuantity(pairs, 'pair')} judged
              </span>
              <Button size="compact-xs" onClick={() => onGoOn(id)}>
                Go on
              </Button>
            </div>
          )}
          <span className={classes.when}>
            <Ago time={startedAt} />
          </span>
          <Tooltip label="Remove this test">
            <ActionIcon aria-label="Remove this test" onClick={() => remove.mutate({ id })}>
              <IconTrash size={15} />
            </ActionIcon>
          </Tooltip>
        </li>
      ))}
    </ul>
  );
}

function Result({ result }: { result: BlindResult }) {
  const { first, second, firstWins, secondWins, skipped, winRate } = result;
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  return (
    <div className={`${classes.result} selectable`}>
      <strong data-testid="blind-verdict">{verdictOf(result)}</strong>
      {'value' in winRate && (
        <div className={classes.scale}>
          <span>{first.name}</span>
          <div
            className={classes.bar}
            role="img"
            aria-label={`Preferred in ${percent(winRate.value)} of pairs, 95 % interval ${percent(winRate.low)} to ${percent(winRate.high)}`}
          >
            {/* The first stands at the left, so its share grows from there. */}
            <i style={{ left: `${100 * (1 - winRate.high)}%`, right: `${100 * winRate.low}%` }} />
            <b style={{ left: `${100 * (1 - winRate.value)}%` }} />
          </div>
          <span>{second.name}</span>
        </div>
      )}
      <span className={classes.detail}>
        {'value' in winRate &&
          `${first.name} (${formatKimg(first.nimg)}) preferred in ${percent(winRate.value)} of ${winRate.n} pairs, 95 % interval ${percent(winRate.low)} to ${percent(winRate.high)} · `}
        {firstWins} : {secondWins}, {skipped} skipped
      </span>
    </div>
  );
}
