import type { Model } from '../../../main/contract/models/models.ts';
import { formatScore } from '../../../main/contract/scores/scores.ts';
import { ScreenHeading } from '../../components/Screen.tsx';
import { Stat, Stats } from '../../components/Stat.tsx';
import { formatBytes, formatKimg } from '../../format.ts';
import { bestKid, useEvaluations } from './evaluations.ts';
import { ModelActions } from './ModelActions.tsx';
import classes from './models.module.css';

/** Name and numbers of a model, and what can be done with it. */
export function ModelHeader({ model }: { model: Model }) {
  const kid = bestKid(useEvaluations(model) ?? []);
  return (
    <header className={classes.head}>
      <ScreenHeading title={model.name}>
        <ModelActions model={model} />
      </ScreenHeading>
      <Stats>
        <Stat label="Draws">
          {model.resolution} × {model.resolution}, {model.channels === 1 ? 'grey' : 'colour'}
        </Stat>
        {model.preset === undefined ? (
          <Stat label="Imported from">{model.datasetName}</Stat>
        ) : (
          <>
            <Stat label="Shown" hint="Images shown to its discriminator when it was kept, in thousands">
              {formatKimg(model.nimg)}
            </Stat>
            <Stat label="Dataset">{model.datasetName}</Stat>
            <Stat label="Preset">{model.preset}</Stat>
          </>
        )}
        {kid && (
          <Stat
            label="Best KID"
            hint={`Through the ${kid.embedding} embedding, ${kid.n} pictures on each side; other real pictures have ${formatScore('kid', kid.floor ?? 0)}`}
          >
            {formatScore('kid', kid.value)}
          </Stat>
        )}
        <Stat label="On disk">{formatBytes(model.sizeBytes)}</Stat>
      </Stats>
    </header>
  );
}
