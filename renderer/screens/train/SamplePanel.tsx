import { ActionIcon, Button, Slider, Tooltip } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { IconMovie, IconPhoto, IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { type Run, realsName } from '../../../main/contract/runs/runs.ts';
import { mediaPath } from '../../../main/contract/system/media.ts';
import { dragOut, pictureName } from '../../client/drag-out.ts';
import { useValueStore } from '../../client/value-store.ts';
import { formatKimg } from '../../format.ts';
import type { RunFeed } from '../../runs/run-feed.ts';
import { TimelapseDialog } from './film/TimelapseDialog.tsx';
import { StartingNote } from './StartingNote.tsx';
import classes from './train.module.css';
import { useDecodedImage } from './use-decoded-image.ts';

interface Props {
  run: Run;
  feed: RunFeed;
  /** Hears the images shown at the grid that is looked at; undefined while it is the newest. */
  onLookAt: (nimg: number | undefined) => void;
}

/** The sample grid of the run: newest by default, any earlier one by the slider, real pictures by a toggle. */
export function SamplePanel({ run, feed, onLookAt }: Props) {
  const samples = useValueStore(feed.samples);
  const hasReals = useValueStore(feed.hasReals);
  const isLoaded = useValueStore(feed.isLoaded);
  const [position, setPosition] = useState<number>();
  const [showsReals, setShowsReals] = useState(false);
  const [isFilming, setIsFilming] = useState(false);
  const last = samples.length - 1;
  const index = Math.min(position ?? last, last);
  const sample = samples[index];
  const isNewest = index === last;

  const look = (next: number) => setPosition(next >= last ? undefined : next);
  const playback = useInterval(() => {
    if (isNewest) playback.stop();
    else look(index + 1);
  }, 1000 / playbackHz);
  const togglePlayback = () => {
    if (!playback.active && isNewest) setPosition(0);
    playback.toggle();
  };

  useEffect(
    () => onLookAt(isNewest || showsReals ? undefined : sample?.nimg),
    [isNewest, showsReals, sample, onLookAt],
  );

  const name = showsReals ? realsName : sample?.name;
  const src = useDecodedImage(name && mediaPath.runSample(run.id, name));
  const latents = run.config.gridRows * run.config.gridColumns;
  const caption = showsReals ? 'Real pictures' : sample ? formatKimg(sample.nimg) : 'Samples';

  return (
    <figure className={classes.samples} aria-label="Samples">
      <figcaption className={classes.sampleHead}>
        <strong data-testid="sample-caption">{caption}</strong>
        <span>{showsReals ? `of ${run.datasetName}` : `same ${latents} latents`}</span>
        {hasReals && (
          <Button
            size="compact-xs"
            variant={showsReals ? 'filled' : 'default'}
            aria-pressed={showsReals}
            leftSection={<IconPhoto size={13} />}
            onClick={() => setShowsReals(!showsReals)}
            ml="auto"
          >
            Reals
          </Button>
        )}
      </figcaption>
      <div
        className={classes.stage}
        style={{ aspectRatio: `${run.config.gridColumns} / ${run.config.gridRows}` }}
      >
        {src ? (
          <img
            src={src}
            alt={`Sample grid, ${caption}`}
            data-testid="sample-grid"
            draggable
            onDragStart={(event) =>
              dragOut(event, [{ name: pictureName(`${run.name} ${caption}`), address: src }])
            }
          />
        ) : (
          <div className={classes.waiting}>{isLoaded && !sample && <StartingNote run={run} />}</div>
        )}
      </div>
      <div className={classes.scrubber}>
        <Tooltip label={playback.active ? 'Hold' : 'Play the run from here'}>
          <ActionIcon
            aria-label={playback.active ? 'Hold' : 'Play the run'}
            disabled={last < 1 || showsReals}
            onClick={togglePlayback}
          >
            {playback.active ? <IconPlayerPauseFilled size={15} /> : <IconPlayerPlayFilled size={15} />}
          </ActionIcon>
        </Tooltip>
        <Slider
          thumbLabel="Sample"
          thumbValueText={caption}
          flex={1}
          min={0}
          max={Math.max(1, last)}
          value={Math.max(0, index)}
          onChange={look}
          disabled={last < 1 || showsReals}
          label={null}
        />
        <Button
          size="compact-xs"
          variant="default"
          disabled={isNewest || showsReals}
          onClick={() => setPosition(undefined)}
        >
          Newest
        </Button>
        <Tooltip label="Film the run as a timelapse">
          <ActionIcon
            aria-label="Film the run as a timelapse"
            disabled={last < 1}
            onClick={() => setIsFilming(true)}
          >
            <IconMovie size={15} />
          </ActionIcon>
        </Tooltip>
        {isFilming && <TimelapseDialog run={run} samples={samples} onClose={() => setIsFilming(false)} />}
      </div>
    </figure>
  );
}

/** Grids a second when the run is played back. */
const playbackHz = 6;
