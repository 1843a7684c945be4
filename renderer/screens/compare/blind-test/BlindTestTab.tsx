import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { BlindTest } from '../../../../main/contract/compare/blind-tests.ts';
import type { BlindTestId } from '../../../../main/contract/ids.ts';
import { studio } from '../../../client/studio.ts';
import classes from '../compare.module.css';
import type { Compared } from '../use-comparison.ts';
import { BlindPair } from './BlindPair.tsx';
import { BlindResults } from './BlindResults.tsx';
import { StartBlindTest } from './StartBlindTest.tsx';

/** Which of two generators is preferred, by somebody who does not know which is which. */
export function BlindTestTab({ subjects }: { subjects: readonly Compared[] }) {
  const queries = useQueryClient();
  const key = studio.compare.tests.queryKey();
  const tests = useQuery(studio.compare.tests.queryOptions()).data;
  const [openId, setOpenId] = useState<BlindTestId>();
  if (!tests) return null;

  /** Puts a test's newest state where all of them are. */
  const update = (test: BlindTest) => {
    queries.setQueryData<BlindTest[]>(key, (old = []) => [test, ...old.filter(({ id }) => id !== test.id)]);
  };
  const open = tests.find(({ id, endedAt }) => id === openId && endedAt === undefined);
  return (
    <section className={classes.tab} aria-label="Blind test">
      {open ? (
        <BlindPair test={open} onChange={update} onLeave={() => setOpenId(undefined)} />
      ) : (
        <div className={classes.scroll}>
          <StartBlindTest
            subjects={subjects}
            onStarted={(test) => {
              update(test);
              setOpenId(test.id);
            }}
          />
          <BlindResults
            tests={tests}
            onGoOn={setOpenId}
            onRemoved={() => void queries.invalidateQueries({ queryKey: key })}
          />
        </div>
      )}
    </section>
  );
}
