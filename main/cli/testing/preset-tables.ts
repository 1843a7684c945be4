import { hyperParameterFields } from '../../contract/runs/hyper-parameter-fields.ts';
import { planConfig, presets } from '../../presets/index.ts';

/** Rows of the manual's table of presets: what each is for. */
export const presetRows = (): string[][] =>
  Object.values(presets).map(({ summary, channels }) => [
    `\`${summary.id}\``,
    `${summary.resolution} × ${summary.resolution}, ${channels === 'grey' ? 'grey' : 'grey or colour'}`,
    summary.summary,
  ]);

/** Rows of the manual's table of constants: what each preset trains with, and after how many kimg it gets where. */
export const constantRows = (): string[][] =>
  Object.values(presets).map((preset) => {
    const { summary, defaultKimg } = preset;
    const config = planConfig(preset, { seed: 0, datasetChannels: 3 });
    return [
      `\`${summary.id}\``,
      `\`${config.architecture}\``,
      `${summary.parametersMillions} million`,
      config.loss,
      String(config.batchSize),
      orNone(config.r1Gamma),
      orNone(config.r2Gamma),
      summary.reaches ? String(summary.reaches.roughKimg) : 'not certain',
      summary.reaches ? String(summary.reaches.goodKimg) : 'not certain',
      String(defaultKimg),
    ];
  });

const orNone = (gamma: number) => (gamma > 0 ? String(gamma) : 'none');

/** Rows of the manual's table of hyper-parameters. */
export const hyperParameterRows = (): string[][] =>
  hyperParameterFields.map(({ key, title, unit, description }) => [
    `\`${key}\``,
    title,
    unit ?? '',
    description,
  ]);
