import { StudioError } from '../../../contract/errors.ts';
import type { PresetId } from '../../../contract/presets.ts';
import { architectureFacts } from '../../../contract/runs/architectures.ts';
import type { PresetSummary } from '../../../contract/runs/runs.ts';
import { presets } from '../../../presets/index.ts';
import { didYouMean } from '../../base/did-you-mean.ts';
import type { Engines } from '../../compute-process/engine-status.ts';
import type { SettingsStore } from '../../library/settings.ts';
import type { MeasurementStore } from '../store/measurement-store.ts';

/** Every preset, with the speed that was measured for it on this machine. */
export async function offeredPresets({
  engines,
  settings,
  measurements,
}: {
  engines: Engines;
  settings: SettingsStore;
  measurements: MeasurementStore;
}): Promise<PresetSummary[]> {
  const { engine } = settings.get();
  const engineId = engine === 'auto' ? await engines.forTraining() : engine;
  return Object.values(presets).map(({ summary, config }) => {
    const sides = [...architectureFacts[config.architecture].sides];
    const measurement = measurements.ofPreset(summary.id, engineId);
    if (measurement === undefined) return { ...summary, sides };
    return { ...summary, sides, measuredImagesPerSecond: measurement.imagesPerSecond };
  });
}

/** Throws PRESET_UNKNOWN, naming those that exist. */
export function assertPreset(id: string): asserts id is PresetId {
  if (Object.hasOwn(presets, id)) return;
  throw new StudioError('PRESET_UNKNOWN', `There is no preset "${id}".`, {
    next: `${didYouMean(id, Object.keys(presets))}Choose one of: ${Object.keys(presets).join(', ')}.`,
    subject: id,
  });
}
