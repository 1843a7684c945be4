import { expect, it } from 'vitest';
import type { Verdict } from '../../contract/datasets/diagnosis.ts';
import { DatasetId } from '../../contract/ids.ts';
import type { JobResult } from '../../contract/system/jobs.ts';
import { importSummary } from './import.ts';

const verdict: Verdict = {
  ...{ level: 'too-few', usable: 3, headline: '3 faces.', advice: [], preset: 'draft-32' },
  ...{ augmentation: 'none', kimg: { from: 1, to: 2 }, suggestion: 'Suggested: draft-32.' },
};
const result: Omit<Extract<JobResult, { kind: 'import' }>, 'kind'> = {
  datasetId: DatasetId.parse('faces-1'),
  ...{ faces: 'centre', imported: 3, quarantined: [], ignored: [], findings: [], verdict },
  files: { seen: 3, imported: 3, leftOut: 0, quarantined: 0, ignored: 0 },
};
const lines = (changes: Partial<typeof result>) => importSummary({ ...result, ...changes }, undefined);

it('names files that were ignored: all where they are few, otherwise some', () => {
  const examples = ['a/1.txt', 'a/2.csv', 'a/3.md', 'a/4.md'];
  expect(
    lines({
      ignored: [
        { reason: 'not a picture', count: 2, examples: examples.slice(0, 2) },
        { reason: 'in a recycle bin', count: 40, examples },
      ],
    }),
  ).toEqual(
    expect.arrayContaining([
      '  Ignored, not a picture: 2: "a/1.txt", "a/2.csv"',
      '  Ignored, in a recycle bin: 40, such as "a/1.txt", "a/2.csv", "a/3.md"',
    ]),
  );
});

it('says that a picture may be counted several times, where there are several findings', () => {
  const blurry = { kind: 'blurry', count: 10, leftOut: 9, policy: 'leave-out' } as const;
  const sentence = '  A picture may be counted in several of these.';
  expect(lines({ findings: [blurry] })).not.toContain(sentence);
  expect(lines({ findings: [blurry, { ...blurry, kind: 'low-contrast' }] })).toContain(sentence);
});
