import type { Dataset } from '../../../../main/contract/datasets/datasets.ts';
import type { EngineChoice } from '../../../../main/contract/engines.ts';
import type { DatasetId, PlaceId } from '../../../../main/contract/ids.ts';
import type { Side } from '../../../../main/contract/pictures.ts';
import type { PresetId } from '../../../../main/contract/presets.ts';
import { scheduleBetween } from '../../../../main/contract/runs/clock-time.ts';
import type { SweepAxis } from '../../../../main/contract/runs/run-group.ts';
import type { PresetSummary, StartRunChoices } from '../../../../main/contract/runs/runs.ts';
import type { Generator } from '../../../generators/generators.ts';
import { suggestKimg, suggestMinutes } from './estimate.ts';
import { type ExpertValues, toHyperParameters } from './expert-values.ts';
import { grownSize } from './grown-size.ts';

/** What a person has filled in; what is absent has an answer of its own. */
export interface NewRunForm {
  datasetId: DatasetId | undefined;
  /** Absent = on this computer. */
  placeId: PlaceId | undefined;
  presetId: PresetId | undefined;
  /** What it starts from, by its key; absent = from scratch. */
  startKey: string | undefined;
  /** At twice the size of what it starts from. */
  isGrown: boolean;
  /** Side of the pictures of a run from scratch; absent = the preset's own. */
  resolution: Side | undefined;
  expert: ExpertValues;
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
  placeId: undefined,
  presetId: undefined,
  startKey: undefined,
  isGrown: false,
  resolution: undefined,
  expert: {},
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

/** What a new run asks openly, or counts by itself. */
const openly: readonly (keyof NewRunForm)[] = [
  ...(['datasetId', 'placeId', 'presetId', 'length', 'lengthUnit', 'expert'] as const),
];

/** How many of the settings that are folded away differ from what they are at first. */
export function countMore(form: NewRunForm): number {
  const first = emptyForm(undefined);
  // The values of a sweep come with its choice, and the size with what a run starts from.
  const dependent: readonly (keyof NewRunForm)[] = ['sweepValues', 'isGrown'];
  const keys = Object.keys(first) as (keyof NewRunForm)[];
  return keys.filter((key) => ![...openly, ...dependent].includes(key) && form[key] !== first[key]).length;
}

/** The length that was filled in, or the one that is offered. */
export function chosenLength(
  { lengthUnit, length }: Pick<NewRunForm, 'lengthUnit' | 'length'>,
  preset: PresetSummary,
): { minutes: number } | { kimg: number } {
  return lengthUnit === 'minutes'
    ? { minutes: length ?? suggestMinutes(preset) }
    : { kimg: length ?? suggestKimg(preset) };
}

/** The side that was filled in, where the preset's networks can make it, or the preset's own. */
export const chosenSize = (
  { resolution }: Pick<NewRunForm, 'resolution'>,
  preset: Pick<PresetSummary, 'resolution' | 'sides'>,
): number => preset.sides.find((side) => side === resolution) ?? preset.resolution;

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
  const hyperParameters = toHyperParameters(form.expert);
  return {
    datasetId: dataset.id,
    preset: preset.id,
    engine: form.engine,
    seed: form.seed,
    deterministic: form.isDeterministic,
    tensorBoard: form.hasTensorBoard,
    ...('minutes' in length ? { maxMinutes: length.minutes } : { maxKimg: length.kimg }),
    ...(name ? { name } : {}),
    ...(form.placeId === undefined ? {} : { place: form.placeId }),
    ...(form.stopBelowKid === undefined ? {} : { stopBelowKid: form.stopBelowKid }),
    ...(schedule ? { schedule } : {}),
    ...(hyperParameters ? { hyperParameters } : {}),
    ...(start ? { startFrom: start.ref } : {}),
    ...sizeChoice(form, preset, start),
  };
}

/** The same as far as its config goes, which is previewed and measured on this computer. */
export function toPreviewInput(part: Parameters<typeof toStartInput>[0]): StartRunChoices {
  const { name: _, schedule: __, tensorBoard: ___, place: ____, ...choices } = toStartInput(part);
  return choices;
}

/** Absent where the run has the size of its preset, or of what it starts from. */
function sizeChoice(
  { isGrown, resolution }: NewRunForm,
  preset: PresetSummary,
  start: Generator | undefined,
): Pick<StartRunChoices, 'resolution'> {
  const side = start
    ? isGrown && grownSize(start, preset)
    : preset.sides.find((each) => each === resolution && each !== preset.resolution);
  return side ? { resolution: side } : {};
}
