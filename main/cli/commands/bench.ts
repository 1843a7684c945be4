import { defineCommand } from 'citty';
import { userPath } from '../app.ts';
import { commonArgs } from '../arguments.ts';
import { type AlignmentRates, measureAlignment } from '../bench/measure-alignment.ts';
import { type ImportRates, measureImport } from '../bench/measure-import.ts';
import { measureSteps, type StepRate } from '../bench/measure-steps.ts';
import { measureStudio, type StudioFigures } from '../bench/measure-studio.ts';
import { formatBytes } from '../format.ts';
import { bold, Output } from '../output.ts';

export const benchCommand = defineCommand({
  meta: { name: 'bench', description: 'Measure this machine: import, training steps, start-up and memory' },
  args: {
    json: commonArgs.json,
    faces: {
      type: 'string',
      description: 'folder of photos to import (default: drawn sample faces)',
      valueHint: 'DIR',
    },
  },
  async run({ args }) {
    const output = new Output(args.json === true);
    output.say('Measuring the import …');
    const imports = await measureImport(args.faces === undefined ? undefined : userPath(args.faces));
    output.say('Measuring the alignment of faces …');
    const alignment = await measureAlignment();
    output.say('Measuring training steps …');
    const steps = await measureSteps();
    output.say('Measuring the studio while it trains …');
    const studio = await measureStudio();
    output.result({ import: imports, alignment, steps, studio }, describe(imports, alignment, steps, studio));
  },
});

function describe(
  imports: ImportRates,
  alignment: AlignmentRates,
  steps: readonly StepRate[],
  studio: StudioFigures,
): string[] {
  return [
    bold('Import'),
    `  ${imports.imagesPerSecond.toFixed(0)} pictures a second, ${imports.ratioToBareSharp.toFixed(2)} of a bare sharp loop over the same ${imports.images} files`,
    bold('Alignment of faces'),
    `  ${alignment.imagesPerSecond.toFixed(1)} pictures a second in ${alignment.processes} processes; finding takes ${(100 * alignment.computeShare).toFixed(0)} % of the cores’ time`,
    bold('Training steps'),
    ...steps.map(
      ({ preset, engine, imagesPerSecond, msPerStep, memoryBytes }) =>
        `  ${preset.padEnd(12)} ${engine.padEnd(11)} ${imagesPerSecond.toFixed(0).padStart(6)} images a second  ${msPerStep.toFixed(0).padStart(5)} ms a step  ${formatBytes(memoryBytes)}`,
    ),
    bold('Studio while training draft-32'),
    `  ready after ${(studio.startUpMs / 1000).toFixed(1)} s; studio ${formatBytes(studio.studioMemoryBytes)}, compute ${formatBytes(studio.computeMemoryBytes)}`,
  ];
}
