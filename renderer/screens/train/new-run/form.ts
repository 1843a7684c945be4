import { scheduleBetween } from '../../../../main/contract/clock-time.ts';
import type { Dataset } from '../../../../main/contract/datasets.ts';
import type { DatasetId } from '../../../../main/contract/ids.ts';
import type { EngineChoice, PresetId } from '../../../../main/contract/run-config.ts';
import type { SweepAxis } from '../../../../main/contract/run-group.ts';
import type { PresetSummary, StartRunChoices } from '../../../../main/contract/runs.ts';
import type { Generator } from '../../gallery/generators.ts';
import { suggestKimg, suggestMinutes } from './estimate.ts';
import { grownSize } from './start-from.ts';

/** What a person has filled in; what is absent has an answer of its own. */
export interface NewRunForm {
  datasetId: DatasetId | undefined;
  presetId: PresetId | undefined;
  /** What it starts from, by its key; absent = from scratch. */
  startKey: string | undefined;
  /** At twice the size of what it starts from. */
  isGrown: boolean;
  freezeLayers: number;
  name: string;
  lengthUnit: 'minutes' | 'kimg';
  length: number | undefined;
  seed: number;
  engine: EngineChoice;
  isDeterministic: boolean;
  hasTensorBoard: boolean;
  /** Times of day; empty = none. */
  startAt: string;
  stopAt: string;
  stopBelowKid: number | undefined;
  /** What a sweep varies; absent = one run. */
  sweepAxis: SweepAxis | undefined;
  /** As typed. */
  sweepValues: string;
}

export type ChangeForm = (change: Partial<NewRunForm>) => void;

/** What the parts of the form are given. */
export interface FormPart {
  form: NewRunForm;
  change: ChangeForm;
  dataset: Dataset;
  preset: PresetSummary;
  /** What the run starts from; absent = from scratch. */
  start?: Generator | undefined;
}

export const emptyForm = (datasetId: DatasetId | undefined): NewRunForm => ({
  datasetId,
  presetId: undefined,
  startKey: undefined,
  isGrown: false,
  freezeLayers: 0,
  name: '',
  lengthUnit: 'minutes',
  length: undefined,
  seed: 42,
  engine: 'auto',
  isDeterministic: false,
  hasTensorBoard: false,
  startAt: '',
  stopAt: '',
  stopBelowKid: undefined,
  sweepAxis: undefined,
  sweepValues: '',
});

/** The length that was filled in, or the one that is offered. */
export function chosenLength(
  { lengthUnit, length }: Pick<NewRunForm, 'lengthUnit' | 'length'>,
  preset: PresetSummary,
): { minutes: number } | { kimg: number } {
  return lengthUnit === 'minutes'
    ? { minutes: length ?? suggestMinutes(preset) }
    : { kimg: length ?? suggestKimg(preset) };
}

/** What starts the run that the form describes. */
export function toStartInput(
  {
    form,
    dataset,
    preset,
    start,
  }: Pick<FormPart, 'form' | 'preset' | 'start'> & { dataset: Pick<Dataset, 'id'> },
  now = new Date(),
): StartRunChoices {
  const length = chosenLength(form, preset);
  const name = form.name.trim();
  const times = { start: form.startAt || undefined, stop: form.stopAt || undefined };
  const schedule = scheduleBetween(times, now);
  return {
    datasetId: dataset.id,
    preset: preset.id,
    engine: form.engine,
    seed: form.seed,
    deterministic: form.isDeterministic,
    tensorBoard: form.hasTensorBoard,
    ...('minutes' in length ? { maxMinutes: length.minutes } : { maxKimg: length.kimg }),
    ...(name ? { name } : {}),
    ...(form.stopBelowKid === undefined ? {} : { stopBelowKid: form.stopBelowKid }),
    ...(schedule ? { schedule } : {}),
    ...(start ? startChoices(form, preset, start) : {}),
  };
}

/** At twice the size the layers next to the picture are new, so none is frozen. */
function startChoices(
  { isGrown, freezeLayers }: NewRunForm,
  preset: PresetSummary,
  start: Generator,
): Partial<StartRunChoices> {
  const grown = isGrown ? grownSize(start, preset) : undefined;
  if (grown) return { startFrom: start.ref, resolution: grown };
  return { startFrom: start.ref, ...(freezeLayers > 0 ? { hyperParameters: { freezeLayers } } : {}) };
}
