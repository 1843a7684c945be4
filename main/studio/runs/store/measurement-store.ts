import { z } from 'zod';
import type { EngineId, StepMode } from '../../../contract/engines.ts';
import type { PresetId } from '../../../contract/presets.ts';
import { Measurement } from '../../../contract/runs/plans.ts';
import { besideSteps, type RunConfig } from '../../../contract/runs/run-config.ts';
import { presets } from '../../../presets/index.ts';
import { sha256 } from '../../../protocol/sha256.ts';
import type { Db } from '../../library/db.ts';

/** The steps that something was measured for. */
export interface MeasuredSteps {
  config: RunConfig;
  engine: EngineId;
  /** How they were to be made. */
  mode: StepMode;
}

/** What steps cost on this machine, remembered by all that their cost depends on. */
export class MeasurementStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  save(steps: MeasuredSteps, measurement: Measurement): void {
    this.#db.run(
      `INSERT OR REPLACE INTO measurements (key, preset, engine, is_own, measurement, measured_at)
       VALUES (?, ?, ?, ?, ?, ?)`,
      workOf(steps),
      steps.config.preset,
      steps.engine,
      hasOwnNetworks(steps.config) ? 1 : 0,
      JSON.stringify(measurement),
      measurement.measuredAt,
    );
  }

  find(steps: MeasuredSteps): Measurement | undefined {
    return this.#db.get(Row, 'SELECT measurement FROM measurements WHERE key = ?', workOf(steps));
  }

  /** The newest of a preset with its own networks and batch. */
  ofPreset(preset: PresetId, engine: EngineId): Measurement | undefined {
    return this.#db.get(
      Row,
      `SELECT measurement FROM measurements WHERE preset = ? AND engine = ? AND is_own = 1
       ORDER BY measured_at DESC LIMIT 1`,
      preset,
      engine,
    );
  }
}

const Row = z
  .object({ measurement: z.string() })
  .transform(({ measurement }): unknown => JSON.parse(measurement))
  .pipe(Measurement);

/** The same for two configs whose steps do the same work; a field that neither table below names is a part of it. */
export function workOf({ config, engine, mode }: MeasuredSteps): string {
  const work = Object.entries(config)
    .filter(([field]) => !costless.has(field))
    .map(([field, value]) => [field, switches.has(field) ? Number(value) > 0 : value] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return sha256(JSON.stringify([engine, mode, work]));
}

function hasOwnNetworks(config: RunConfig): boolean {
  const own = presets[config.preset].config;
  const size = ({
    resolution,
    batchSize,
    generatorWidths,
    discriminatorWidths,
    projectedWeight = 0,
  }: typeof own) =>
    JSON.stringify([resolution, batchSize, generatorWidths, discriminatorWidths, projectedWeight > 0]);
  return config.microBatches === 1 && size(config) === size(own);
}

const fields = (...names: (keyof RunConfig)[]): ReadonlySet<string> => new Set(names);

/** Whatever they say, a step takes as long. */
const costless = fields(
  ...besideSteps,
  ...([
    'preset',
    'startedFrom',
    'adamEpsilon',
    'generatorLearningRate',
    'discriminatorLearningRate',
  ] as const),
  ...(['learningRateConstantKimg', 'learningRateDecayKimg', 'gammaDecayKimg', 'gammaEnd'] as const),
  ...(['augmentProbability', 'augmentTarget', 'flips'] as const),
);

/** What is left out where it is 0, and takes as long for all other values. */
const switches = fields(
  ...(['r1Gamma', 'r2Gamma', 'projectedWeight', 'gradientPenalty'] as const),
  ...(['leCamWeight', 'reconstructionWeight', 'emaHalfLifeKimg'] as const),
);
