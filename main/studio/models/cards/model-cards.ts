import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Dataset } from '../../../contract/datasets/datasets.ts';
import type { EngineCandidate } from '../../../contract/engines.ts';
import type { GeneratorRef } from '../../../contract/generators.ts';
import type { ModelId } from '../../../contract/ids.ts';
import { CardText, emptyCardText, type ModelCard } from '../../../contract/models/model-card.ts';
import { engineDoubt, enginesUsed, titleOf } from '../../../contract/runs/engine-uses.ts';
import type { Run } from '../../../contract/runs/runs.ts';
import { sha256 } from '../../../protocol/sha256.ts';
import type { Datasets } from '../../datasets/datasets.ts';
import type { Evaluations } from '../../evaluations/evaluations.ts';
import type { GeneratorFile } from '../../generators/generators.ts';
import type { Db } from '../../library/db.ts';
import type { Runs } from '../../runs/runs.ts';
import type { StudioServices } from '../../services/studio-services.ts';
import type { Models } from '../models.ts';
import type { CardFacts } from './card-sections.ts';
import { modelCard } from './model-card.ts';

export interface ModelCardsOptions extends Pick<StudioServices, 'events' | 'findGenerator'> {
  db: Db;
  models: Models;
  runs: Runs;
  datasets: Datasets;
  evaluations: Evaluations;
  /** What the proof on this computer says of each way to run an engine. */
  candidates(): Promise<readonly EngineCandidate[]>;
}

const Row = z.object({ text: z.string() });

/** The cards of models and checkpoints: facts as they are now, and for models the words of their owner. */
export class ModelCards {
  readonly #options: ModelCardsOptions;

  constructor(options: ModelCardsOptions) {
    this.#options = options;
  }

  async card(ref: GeneratorRef): Promise<ModelCard> {
    const facts = await this.#facts(await this.#options.findGenerator(ref));
    return modelCard(facts, ref.kind === 'model' ? this.#text(ref.id) : emptyCardText);
  }

  setText(id: ModelId, text: CardText): void {
    const { db, events, models } = this.#options;
    models.get(id);
    db.run(
      'INSERT INTO model_cards VALUES (?, ?) ON CONFLICT (model_id) DO UPDATE SET text = excluded.text',
      id,
      JSON.stringify(text),
    );
    events.publish({ type: 'models.changed' });
  }

  #text(id: ModelId): CardText {
    const row = this.#options.db.get(Row, 'SELECT text FROM model_cards WHERE model_id = ?', id);
    return row === undefined ? emptyCardText : CardText.parse(JSON.parse(row.text));
  }

  async #facts(generator: GeneratorFile): Promise<CardFacts> {
    const { from, name, nimg, config, training, file, datasetName, provenance } = generator;
    const { models, evaluations, candidates } = this.#options;
    const model = from.kind === 'model' ? models.get(from.id) : undefined;
    const run = this.#run(from.kind === 'run' ? from.id : model?.runId);
    const weights = await readFile(file);
    const [evaluation] = await evaluations.list(from);
    const known = await candidates();
    const doubt = run && engineDoubt(run, known, nimg);
    return {
      name,
      nimg,
      config,
      training,
      hash: sha256(weights),
      sizeBytes: weights.length,
      ...(model === undefined ? {} : { keptAt: model.createdAt }),
      datasetName,
      ...(provenance === undefined ? {} : { provenance }),
      dataset: this.#datasetNow(generator, run),
      ...(run === undefined ? {} : { run }),
      ...(evaluation === undefined ? {} : { evaluation }),
      engines: (run === undefined ? [] : enginesUsed(run, nimg)).map((use) => ({
        title: titleOf(use, known),
        fromNimg: use.fromNimg,
      })),
      ...(doubt === undefined ? {} : { doubt }),
    };
  }

  #run(id: Run['id'] | undefined): Run | undefined {
    return this.#options.runs.list().find((run) => run.id === id);
  }

  #datasetNow({ provenance, datasetId }: GeneratorFile, run: Run | undefined): CardFacts['dataset'] {
    const { datasets } = this.#options;
    const id = datasetId ?? run?.datasetId;
    const found: Dataset | undefined =
      datasets.list().find((dataset) => dataset.id === id) ??
      (provenance && datasets.ofVersion(provenance.setHash));
    if (found === undefined) return 'gone';
    if (provenance === undefined) return 'as it was';
    return datasets.setHash(found.id) === provenance.setHash ? 'as it was' : 'changed';
  }
}
