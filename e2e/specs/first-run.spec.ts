import { test } from '../fixtures.ts';
import { walkToFirstTraining } from '../pages/first-minutes.ts';

test('an empty studio leads to sample faces', async ({ page, datasets, train, gallery }) => {
  // Drawing 2,000 faces takes minutes where others use the machine too.
  test.slow();
  await walkToFirstTraining({ page, datasets, train, gallery });
});
