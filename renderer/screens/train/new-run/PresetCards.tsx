import { IconClock } from '@tabler/icons-react';
import type { PresetId } from '../../../../main/contract/presets.ts';
import type { PresetSummary } from '../../../../main/contract/runs/runs.ts';
import { HelpMark } from '../../../help/HelpMark.tsx';
import { describeEstimate } from './estimate.ts';
import classes from './new-run.module.css';

interface Props {
  presets: readonly PresetSummary[];
  chosen: PresetId;
  onChoose: (id: PresetId) => void;
}

/** The presets as radio cards: what each is for, how large, how long. */
export function PresetCards({ presets, chosen, onChoose }: Props) {
  return (
    <fieldset className={classes.presets}>
      <legend className={classes.label}>
        Preset <HelpMark topic="preset" />
      </legend>
      {presets.map((preset) => (
        <label key={preset.id} className={classes.preset} data-chosen={preset.id === chosen || undefined}>
          <input
            type="radio"
            name="preset"
            value={preset.id}
            checked={preset.id === chosen}
            onChange={() => onChoose(preset.id)}
          />
          <span className={classes.presetHead}>
            <strong>{preset.title}</strong>
            <code>{preset.id}</code>
          </span>
          <span className={classes.presetText}>{preset.summary}</span>
          <span className={classes.presetFacts}>
            {preset.resolution} × {preset.resolution} ·{' '}
            {preset.channels === 'grey' ? 'grey' : 'grey or colour'} · {preset.parametersMillions.toFixed(1)}{' '}
            M parameters
          </span>
          <span className={classes.presetTime}>
            <IconClock size={14} aria-hidden />
            {describeEstimate(preset)}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
