import type { BlindTests } from '../comparisons/blind-tests/blind-tests.ts';
import type { Comparisons } from '../comparisons/comparisons.ts';
import type { ContractImplementer } from './base.ts';

export interface CompareDeps {
  comparisons: Comparisons;
  blindTests: BlindTests;
}

export const compareRouter = (os: ContractImplementer, { comparisons, blindTests }: CompareDeps) => ({
  facts: os.compare.facts.handler(({ input }) => comparisons.facts(input.subjects)),
  draw: os.compare.draw.handler(({ input }) => comparisons.draw(input)),
  export: os.compare.export.handler(async ({ input }) => ({ jobId: (await comparisons.export(input)).id })),
  startTest: os.compare.startTest.handler(({ input }) => blindTests.start(input)),
  tests: os.compare.tests.handler(() => blindTests.list()),
  answer: os.compare.answer.handler(({ input }) => blindTests.answer(input)),
  endTest: os.compare.endTest.handler(({ input }) => blindTests.end(input.id)),
  removeTest: os.compare.removeTest.handler(async ({ input }) => {
    await blindTests.remove(input.id);
    return {};
  }),
});
