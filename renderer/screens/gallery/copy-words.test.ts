import { expect, test } from 'vitest';
import type { CopyCheck } from '../../../main/contract/faces/faces.ts';
import { DatasetId } from '../../../main/contract/ids.ts';
import { describeCopy, describeNearness } from './copy-words.ts';

const check: CopyCheck = {
  verdict: 'copy',
  by: 'pixels',
  datasetId: DatasetId.parse('d'),
  item: 3,
  distance: 0.5,
  compared: { usual: 2, nearer: 0 },
  looked: 1000,
  heldOut: 50,
  checkedAt: '2026-01-01T00:00:00Z',
};

test('a check says what it comes to and what that rests on', () => {
  expect(describeCopy(check)).toBe('A near-copy.');
  expect(describeNearness(check)).toBe(
    'Its pixels are at 25 % of the usual distance of unseen pictures. No unseen picture is as near.',
  );
  expect(describeNearness({ ...check, by: 'person', compared: { usual: 0.5, nearer: 0.034 } })).toBe(
    'The person is at 100 % of the usual distance of unseen pictures. 3 % of unseen pictures are as near.',
  );
});

test('without enough unseen pictures it gives no number', () => {
  const { compared: _, ...unclear } = check;
  expect(describeNearness({ ...unclear, verdict: 'unclear' })).toMatch(/too few held-out pictures/);
});
