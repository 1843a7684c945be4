import { Button, Slider, useComputedColorScheme } from '@mantine/core';
import { useState } from 'react';
import type { RunId } from '../../../../main/contract/ids.ts';
import { describeVariant } from '../../../../main/contract/runs/run-group.ts';
import { isWaiting, type Sample } from '../../../../main/contract/runs/runs.ts';
import { mediaPath } from '../../../../main/contract/system/media.ts';
import { createValueStore, useValueStores } from '../../../client/value-store.ts';
import { formatKimg } from '../../../format.ts';
import type { RunFeed } from '../../../runs/run-feed.ts';
import { chartColours } from '../../../theme/theme.ts';
import { useDecodedImage } from '../use-decoded-image.ts';
import classes from './group.module.css';
import { allMoments, type ColouredMember, newestTogether } from './group-facts.ts';

interface Props {
  members: readonly ColouredMember[];
  feeds: ReadonlyMap<RunId, RunFeed>;
}

/** The sample grids of all runs side by side, at the same images shown: the newest that all have, or any earlier one. */
export function GroupSamples({ members, feeds }: Props) {
  const samples = useValueStores(members.map(({ run }) => feeds.get(run.id)?.samples ?? noSamples));
  const [chosen, setChosen] = useState<number>();
  const moments = allMoments(samples);
  const newest = newestTogether(samples);
  const shown = chosen !== undefined && moments.includes(chosen) ? chosen : newest;
  return (
    <section className={classes.samples} aria-label="Samples of all runs">
      <div className={classes.samplesHead}>
        <strong data-testid="group-moment">{formatKimg(shown)}</strong>
        <Slider
          thumbLabel="Samples at"
          thumbValueText={formatKimg(shown)}
          flex={1}
          min={0}
          max={Math.max(1, moments.length - 1)}
          value={Math.max(0, moments.indexOf(shown))}
          onChange={(index) => setChosen(moments[index])}
          disabled={moments.length < 2}
          label={null}
        />
        <Button
          size="compact-xs"
          variant="default"
          disabled={chosen === undefined}
          onClick={() => setChosen(undefined)}
        >
          Newest of all
        </Button>
      </div>
      <div className={classes.grids}>
        {members.map((member, index) => (
          <MemberGrid
            key={member.run.id}
            member={member}
            sample={samples[index]?.find(({ nimg }) => nimg === shown)}
          />
        ))}
      </div>
    </section>
  );
}

const noSamples = createValueStore<readonly Sample[]>([]);

function MemberGrid({
  member: { run, colour },
  sample,
}: {
  member: ColouredMember;
  sample?: Sample | undefined;
}) {
  const scheme = useComputedColorScheme('dark');
  const src = useDecodedImage(sample && mediaPath.runSample(run.id, sample.name));
  const label = describeVariant(run.group);
  const { gridColumns, gridRows } = run.config;
  return (
    <figure className={classes.grid}>
      <figcaption>
        <i style={{ background: chartColours[scheme][colour] }} />
        {label}
      </figcaption>
      <div className={classes.stage} style={{ aspectRatio: `${gridColumns} / ${gridRows}` }}>
        {src ? (
          <img src={src} alt={`Sample grid of ${label}`} />
        ) : (
          <p>{isWaiting(run) ? 'Waits for its turn' : `Is at ${formatKimg(run.nimg)}`}</p>
        )}
      </div>
    </figure>
  );
}
