import type { StudioClient } from '../contract/contract.ts';
import { StudioError } from '../contract/errors.ts';
import type { GeneratorRef } from '../contract/generators.ts';
import type { PresetId } from '../contract/presets.ts';
import type { StartRunChoices } from '../contract/runs/runs.ts';
import { numberOption, repeatedOption } from './arguments.ts';

type Choices = Omit<StartRunChoices, 'datasetId'>;

/** Options of a run that starts from a model. */
export const startArgs = {
  from: { type: 'string', description: 'start from a model or a run, by id or name', valueHint: 'MODEL' },
  freeze: { type: 'string', description: 'with --from: layers of the discriminator that do not learn' },
} as const;

/** The choices of a new run with what it starts from, whose preset it has unless another one was given. */
export async function withStart(
  client: StudioClient,
  choices: Choices,
  { from, freeze }: { from?: string | undefined; freeze?: string | undefined },
  rawArgs: readonly string[],
): Promise<Choices> {
  const freezeLayers = numberOption('freeze', freeze, { min: 0, max: 8, isInteger: true });
  const frozen =
    freezeLayers === undefined
      ? choices
      : { ...choices, hyperParameters: { ...choices.hyperParameters, freezeLayers } };
  if (from === undefined) return frozen;
  const start = await findStart(client, from);
  const hasPreset = repeatedOption(rawArgs, 'preset').length > 0;
  return {
    ...frozen,
    startFrom: start.ref,
    preset: hasPreset ? choices.preset : (start.preset ?? choices.preset),
  };
}

async function findStart(
  client: StudioClient,
  given: string,
): Promise<{ ref: GeneratorRef; preset: PresetId | undefined }> {
  const [models, runs] = [await client.models.list(), await client.runs.list()];
  const isMeant = ({ id, name }: { id: string; name: string }) => id === given || name === given;
  const model = models.find(isMeant);
  if (model !== undefined) return { ref: { kind: 'model', id: model.id }, preset: model.preset };
  const run = runs.find(isMeant);
  if (run !== undefined) return { ref: { kind: 'run', id: run.id }, preset: run.preset };
  const ids = (found: readonly { id: string }[]) => found.map(({ id }) => id).join(', ') || 'none yet';
  throw new StudioError('MODEL_NOT_FOUND', `There is no model and no run "${given}".`, {
    next: `Models of this library: ${ids(models)}. Runs: ${ids(runs)}.`,
    subject: given,
  });
}
