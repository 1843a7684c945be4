import type { GeneratorConfig } from '../../contract/models/generator-config.ts';
import type { Model } from '../../contract/models/models.ts';
import type { RunConfig } from '../../contract/runs/run-config.ts';

/** A model on disk. */
export interface StoredModel {
  model: Model;
  config: GeneratorConfig;
  /** How it was trained; absent for an imported one. */
  training: RunConfig | undefined;
  file: string;
}
