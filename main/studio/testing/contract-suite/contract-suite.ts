import { afterAll, beforeAll, describe } from 'vitest';
import type { StudioClient } from '../../../contract/contract.ts';
import type { Studio } from '../../studio.ts';
import { openTestStudio } from '../open-test-studio.ts';
import { scriptedCompute } from '../scripted-compute.ts';
import { datasetsTests } from './datasets.ts';
import { facesTests } from './faces.ts';
import { failuresTests } from './failures.ts';
import { latentsTests } from './latents.ts';
import { modelsTests } from './models.ts';
import { placesTests } from './places.ts';
import { runsTests } from './runs.ts';
import type { Story } from './story.ts';

/** A line from a client to a studio. */
export interface Line {
  client: StudioClient;
  close(): Promise<void>;
}

/** The same promises of the contract over any transport: every noun, errors, streams and jobs. */
export function contractSuite(name: string, connect: (studio: Studio) => Promise<Line>): void {
  describe(`the contract ${name}`, () => {
    // Filled by the parts as the story goes on.
    const story = {} as Story;
    let line: Line;
    beforeAll(async () => {
      story.test = await openTestStudio({ launchCompute: scriptedCompute });
      line = await connect(story.test.studio);
      story.client = line.client;
    });
    afterAll(async () => {
      await line.close();
      await story.test[Symbol.asyncDispose]();
    });

    datasetsTests(story);
    runsTests(story);
    placesTests(story);
    facesTests(story);
    latentsTests(story);
    modelsTests(story);
    failuresTests(story);
  });
}
