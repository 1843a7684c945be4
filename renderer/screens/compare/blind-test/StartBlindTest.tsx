import { Button, SegmentedControl, Select } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { BlindTest } from '../../../../main/contract/compare/blind-tests.ts';
import { studio } from '../../../client/studio.ts';
import type { Compared } from '../use-comparison.ts';
import classes from './blind-test.module.css';

interface Props {
  subjects: readonly Compared[];
  onStarted: (test: BlindTest) => void;
}

/** Chooses two of those that are compared. */
export function StartBlindTest({ subjects, onStarted }: Props) {
  const able = subjects.filter(({ cannotDraw }) => cannotDraw === undefined);
  const [wanted, setWanted] = useState<{ first?: string; second?: string }>({});
  const [pairs, setPairs] = useState('30');
  const start = useMutation({ ...studio.compare.startTest.mutationOptions(), onSuccess: onStarted });
  const first = able.find(({ key }) => key === wanted.first) ?? able[0];
  const second =
    able.find(({ key }) => key === wanted.second && key !== first?.key) ??
    able.find(({ key }) => key !== first?.key);
  if (!first || !second)
    return <p className={classes.intro}>A blind test needs two that can draw. Add another at the left.</p>;
  const data = able.map(({ key, label }) => ({ value: key, label }));
  return (
    <form
      className={classes.start}
      aria-label="New blind test"
      onSubmit={(event) => {
        event.preventDefault();
        start.mutate({
          first: first.from,
          second: second.from,
          pairs: Number(pairs),
          seed: crypto.getRandomValues(new Uint32Array(1))[0] ?? 0,
        });
      }}
    >
      <p className={classes.intro}>
        Both draw the same new latents. You see them in pairs, in shuffled order and on shuffled sides, and
        choose the better face. Who was who is told at the end.
      </p>
      <div className={classes.fields}>
        <Select
          label="One"
          data={data}
          value={first.key}
          onChange={(value) => setWanted({ ...wanted, ...(value ? { first: value } : {}) })}
        />
        <Select
          label="The other"
          data={data.filter(({ value }) => value !== first.key)}
          value={second.key}
          onChange={(value) => setWanted({ ...wanted, ...(value ? { second: value } : {}) })}
        />
        <div>
          <span className={classes.label}>Pairs</span>
          <SegmentedControl
            aria-label="How many pairs"
            value={pairs}
            onChange={setPairs}
            data={['10', '30', '60']}
          />
        </div>
        <Button type="submit" loading={start.isPending}>
          Start blind test
        </Button>
      </div>
    </form>
  );
}
