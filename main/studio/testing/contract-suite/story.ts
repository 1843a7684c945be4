import type { StudioClient } from '../../../contract/contract.ts';
import type { DatasetId, RunId } from '../../../contract/ids.ts';
import type { TestStudio } from '../open-test-studio.ts';

/** What the parts of the suite share: they are one story, told in order over one library. */
export interface Story {
  test: TestStudio;
  client: StudioClient;
  /** Made by the part about datasets. */
  datasetId: DatasetId;
  /** Made by the part about runs. */
  runId: RunId;
}
