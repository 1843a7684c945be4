import { ActionIcon, Button, Slider, Tooltip } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { Run } from '../../../../main/contract/runs/runs.ts';
import { NumberField } from '../../../components/NumberField.tsx';
import { formatKimg, formatQuantity } from '../../../format.ts';
import type { ChosenLatents } from '../faces/latents.ts';
import { SheetCell } from '../faces/SheetCell.tsx';
import { framesAt, isInGrids } from './frames.ts';
import classes from './scrubber.module.css';
import { useFrames } from './use-frames.ts';

interface Props {
  run: Run;
  latents: ChosenLatents;
  onLatents: (latents: ChosenLatents) => void;
}

/** A face that changes as its run learned: frames blend into each other as the slider moves. */
export function Scrubber({ run, latents, onLatents }: Props) {
  const latent = { seed: latents.seed, index: latents.chosen };
  const { frames, isDrawing, checkpoints } = useFrames(run, latents);
  const last = Math.max(0, frames.length - 1);
  const [wanted, setWanted] = useState<number>();
  const place = Math.min(wanted ?? last, last);
  const seen = framesAt(frames, place);
  const playback = useInterval(() => {
    setWanted((old = last) => Math.min(last, old + 1 / stepsBetween));
  }, stepMs);
  const { active, stop } = playback;
  useEffect(() => {
    if (active && place >= last) stop();
  }, [active, stop, place, last]);
  const toggle = () => {
    if (!playback.active && place >= last) setWanted(0);
    playback.toggle();
  };

  const nimg = seen && seen.below.nimg + seen.share * ((seen.over ?? seen.below).nimg - seen.below.nimg);
  const label = `Latent ${latent.index + 1} of seed ${latent.seed} at ${formatKimg(nimg ?? 0)}`;
  const onGrids = isInGrids({ config: run.config, latent });
  return (
    <div className={classes.scrubber}>
      <div className={classes.stage}>
        {seen ? (
          <div className={classes.face}>
            <SheetCell {...seen.below} index={latent.index} label={label} />
            {seen.over && <SheetCell {...seen.over} index={latent.index} label="" opacity={seen.share} />}
          </div>
        ) : (
          <p>{isDrawing ? 'Drawing' : 'This run has no checkpoint yet.'}</p>
        )}
      </div>
      <div className={classes.controls}>
        <Tooltip label={playback.active ? 'Hold' : 'Play the run'}>
          <ActionIcon
            aria-label={playback.active ? 'Hold' : 'Play the run'}
            disabled={last < 1}
            onClick={toggle}
          >
            {playback.active ? <IconPlayerPauseFilled size={15} /> : <IconPlayerPlayFilled size={15} />}
          </ActionIcon>
        </Tooltip>
        <Slider
          flex={1}
          thumbLabel="Moment of the run"
          thumbValueText={formatKimg(nimg ?? 0)}
          min={0}
          max={Math.max(1, last)}
          step={1 / stepsBetween}
          value={place}
          onChange={setWanted}
          disabled={last < 1}
          label={null}
          marks={frames.flatMap(({ isCheckpoint }, value) => (isCheckpoint ? [{ value }] : []))}
        />
        <strong data-testid="scrubber-moment">{formatKimg(nimg ?? 0)}</strong>
      </div>
      <div className={classes.facts}>
        <span>Latent</span>
        <NumberField
          aria-label="Latent"
          w={72}
          min={1}
          max={latents.count}
          allowDecimal={false}
          value={latent.index + 1}
          onChange={(value) =>
            onLatents({ ...latents, chosen: Math.min(latents.count, Math.max(1, Number(value) || 1)) - 1 })
          }
        />
        <span className={classes.source}>
          of seed {latent.seed} · drawn by {formatQuantity(checkpoints, 'kept checkpoint')} (marked)
          {onGrids && ` · ${formatQuantity(frames.length - checkpoints, 'sample grid')} between them`}
          {isDrawing && ' · drawing'}
        </span>
        {!onGrids && latent.seed !== run.config.seed && (
          <Tooltip label="Sample grids hold the first latents of the run’s own seed: they are steps between checkpoints">
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => onLatents({ ...latents, seed: run.config.seed })}
            >
              Use the run’s seed, {run.config.seed}
            </Button>
          </Tooltip>
        )}
      </div>
    </div>
  );
}

/** Steps between two frames, and how long each stands while it plays, in milliseconds. */
const stepsBetween = 10;
const stepMs = 60;
