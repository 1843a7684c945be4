import type { Evaluations } from '../evaluations/evaluations.ts';
import type { ModelCards } from '../models/cards/model-cards.ts';
import type { ModelExports } from '../models/files/exports.ts';
import type { ModelImports } from '../models/files/imports.ts';
import type { Models } from '../models/models.ts';
import type { ContractImplementer } from './base.ts';

export interface ModelDeps {
  models: Models;
  modelCards: ModelCards;
  evaluations: Evaluations;
  modelExports: ModelExports;
  modelImports: ModelImports;
}

export const modelsRouter = (
  os: ContractImplementer,
  { models, modelCards, evaluations, modelExports, modelImports }: ModelDeps,
) => ({
  promote: os.models.promote.handler(({ input }) => models.promote(input)),
  list: os.models.list.handler(() => models.list()),
  get: os.models.get.handler(({ input }) => models.get(input.id)),
  card: os.models.card.handler(({ input }) => modelCards.card({ kind: 'model', id: input.id })),
  setCardText: os.models.setCardText.handler(({ input }) => {
    modelCards.setText(input.id, input.text);
    return {};
  }),
  evaluate: os.models.evaluate.handler(async ({ input }) => ({ jobId: (await evaluations.start(input)).id })),
  evaluations: os.models.evaluations.handler(({ input }) => evaluations.list(input.from)),
  evaluation: os.models.evaluation.handler(({ input }) => evaluations.get(input.id)),
  evaluationReport: os.models.evaluationReport.handler(({ input }) => evaluations.report(input.id)),
  export: os.models.export.handler(async ({ input }) => ({ jobId: (await modelExports.start(input)).id })),
  import: os.models.import.handler(async ({ input }) => ({ jobId: (await modelImports.start(input)).id })),
  exports: os.models.exports.handler(({ input }) => modelExports.list(input.from)),
  removeEvaluation: os.models.removeEvaluation.handler(async ({ input }) => {
    await evaluations.remove(input.id);
    return {};
  }),
  remove: os.models.remove.handler(async ({ input }) => {
    await models.remove(input.id);
    return {};
  }),
});
