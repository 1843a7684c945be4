import { StudioError } from '../../../contract/errors.ts';
import type { RunConfig } from '../../../contract/runs/run-config.ts';
import type { StartRunInput } from '../../../contract/runs/runs.ts';
import type { StartingPoint } from './starting-point.ts';

/** Throws INVALID_INPUT where a run cannot begin with those weights, saying what differs. */
export function assertTakesOver(
  config: RunConfig,
  { source, startedFrom: { name } }: StartingPoint,
  { width }: Pick<StartRunInput, 'width'>,
): void {
  const refuse = (message: string, next: string) => {
    throw new StudioError('INVALID_INPUT', message, { next, subject: name });
  };
  if (config.architecture !== source.architecture) {
    refuse(
      `"${name}" has ${source.architecture} networks; the preset ${config.preset} has ${config.architecture} ones.`,
      `Take its own preset, ${source.preset}, or start from scratch.`,
    );
  }
  if (config.latentSize !== source.latentSize) {
    refuse(
      `"${name}" draws a face from ${source.latentSize} numbers; this run would from ${config.latentSize}.`,
      `Set the latent size to ${source.latentSize}, or start from scratch.`,
    );
  }
  if (config.channels !== source.channels) {
    refuse(
      `"${name}" draws in ${colours[source.channels]}; this run would in ${colours[config.channels]}.`,
      `Choose a dataset in ${colours[source.channels]}, or a model in ${colours[config.channels]}.`,
    );
  }
  if (config.resolution !== source.resolution && config.resolution !== 2 * source.resolution) {
    refuse(
      `"${name}" makes pictures of ${source.resolution} pixels; this run would of ${config.resolution}.`,
      `Take ${source.resolution} pixels, or twice that.`,
    );
  }
  if (width !== undefined)
    refuse(`The networks are those of "${name}", so they have its width.`, 'Leave the width out.');
}

const colours = { 1: 'grey', 3: 'colour' } as const;

/** Only layers that were taken over can be frozen: fresh ones would stay as random as they are. */
export function assertFreezable({ freezeLayers, startedFrom, resolution }: RunConfig): void {
  if (freezeLayers === 0) return;
  const refuse = (message: string, next: string) => {
    throw new StudioError('INVALID_INPUT', message, { next, subject: 'freezeLayers' });
  };
  if (startedFrom === undefined)
    refuse('Layers can be frozen only when a run starts from a model.', 'Set frozen layers to 0.');
  else if (!startedFrom.hasDiscriminator)
    refuse(
      `Nothing can be frozen: the discriminator of "${startedFrom.name}" is gone with its run.`,
      'Set frozen layers to 0, or start from a run that still has a checkpoint.',
    );
  else if (startedFrom.resolution !== resolution)
    refuse(
      'At twice the size the layers next to the picture are new, so they have to learn.',
      'Set frozen layers to 0, or keep the size.',
    );
}
