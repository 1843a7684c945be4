import { useQuery } from '@tanstack/react-query';
import type { GeneratorRef } from '../../main/contract/generators.ts';
import type { Model } from '../../main/contract/models/models.ts';
import type { Channels } from '../../main/contract/pictures.ts';
import type { PresetId } from '../../main/contract/presets.ts';
import type { Run } from '../../main/contract/runs/runs.ts';
import { studio } from '../client/studio.ts';

/** Something that can draw faces, whether a model or the newest checkpoint of a run. */
export interface Generator {
  ref: GeneratorRef;
  name: string;
  /** Of an imported model, its file. */
  datasetName: string;
  /** Absent for an imported model. */
  preset?: PresetId | undefined;
  resolution: number;
  channels: Channels;
  /** Images shown. */
  nimg: number;
}

/** Everything that can draw faces now; undefined until the lists are there. */
export function useGenerators(): Generator[] | undefined {
  const models = useQuery(studio.models.list.queryOptions()).data;
  const runs = useQuery(studio.runs.list.queryOptions()).data;
  return models && runs && generatorsOf(models, runs);
}

/** Models first, then every run that has a checkpoint, in the order of the lists. */
function generatorsOf(models: readonly Model[], runs: readonly Run[]): Generator[] {
  return [
    ...models.map(({ id, name, datasetName, preset, resolution, channels, nimg }) => ({
      ref: { kind: 'model' as const, id },
      ...{ name, datasetName, preset, resolution, channels, nimg },
    })),
    ...runs.flatMap(({ id, name, datasetName, preset, config, checkpointNimg }) =>
      checkpointNimg === undefined
        ? []
        : [
            {
              ref: { kind: 'run' as const, id },
              ...{ name, datasetName, preset, nimg: checkpointNimg },
              resolution: config.resolution,
              channels: config.channels,
            },
          ],
    ),
  ];
}
