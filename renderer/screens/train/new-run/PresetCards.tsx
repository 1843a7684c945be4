import { IconClock } from '@tabler/icons-react';
import type { PresetId } from '../../../../main/contract/presets.ts';
import type { PresetSummary } from '../../../../main/contract/runs/runs.ts';
import { Fold } from '../../../components/Fold.tsx';
import { HelpMark } from '../../../help/HelpMark.tsx';
import { describeEstimate } from './estimate.ts';
import classes from './new-run.module.css';

interface Props {
  presets: readonly PresetSummary[];
  chosen: PresetId;
  /** The run will train on this computer, where its speed is known. */
  isHere: boolean;
  onChoose: (id: PresetId) => void;
}

/** The presets as radio cards: what each is for, how large, how long. Those to compare with are folded away. */
export function PresetCards({ presets, chosen, isHere, onChoose }: Props) {
  const isClassic = ({ id }: PresetSummary) => id.startsWith('classic-');
  const cards = (some: readonly PresetSummary[]) => (
    <div className={classes.presets}>
      {some.map((preset) => (
        <PresetCard
          key={preset.id}
          preset={preset}
          isChosen={preset.id === chosen}
          isHere={isHere}
          onChoose={() => onChoose(preset.id)}
        />
      ))}
    </div>
  );
  return (
    <fieldset className={classes.choice}>
      <legend className={classes.label}>
        Preset <HelpMark topic="preset" />
      </legend>
      {cards(presets.filter((preset) => !isClassic(preset)))}
      <Fold
        title="Classics"
        note={
          <span className={classes.note}>
            the networks of well-known papers, to learn from and to compare with
          </span>
        }
        isOpenAtFirst={chosen.startsWith('classic-')}
      >
        {cards(presets.filter(isClassic))}
      </Fold>
    </fieldset>
  );
}

interface CardProps {
  preset: PresetSummary;
  isChosen: boolean;
  isHere: boolean;
  onChoose: () => void;
}

function PresetCard({ preset, isChosen, isHere, onChoose }: CardProps) {
  const { id, title, summary, resolution, channels, parametersMillions } = preset;
  return (
    <label className={classes.preset} data-chosen={isChosen || undefined}>
      <input type="radio" name="preset" value={id} checked={isChosen} onChange={onChoose} />
      <span className={classes.presetHead}>
        <strong>{title}</strong>
        <code>{id}</code>
      </span>
      <span className={classes.presetText}>{summary}</span>
      <span className={classes.presetFacts}>
        {resolution} × {resolution} · {channels === 'grey' ? 'grey' : 'grey or colour'} ·{' '}
        {parametersMillions.toFixed(1)} M parameters
      </span>
      {isHere && (
        <span className={classes.presetTime}>
          <IconClock size={14} aria-hidden />
          {describeEstimate(preset)}
        </span>
      )}
    </label>
  );
}
