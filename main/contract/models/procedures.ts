import { z } from 'zod';
import { GeneratorRef } from '../generators.ts';
import { EvaluationId, ModelId } from '../ids.ts';
import { Nothing, procedure, StartedJob } from '../procedure.ts';
import { EvaluateInput, Evaluation, EvaluationReport } from './evaluation.ts';
import { ModelCard, SetCardTextInput } from './model-card.ts';
import { ExportModelInput, ImportModelInput, ModelExport } from './model-files.ts';
import { Model, PromoteInput } from './models.ts';

/** Models: keeping, describing, measuring, exporting and importing them. */
export const modelProcedures = {
  promote: procedure.input(PromoteInput).output(Model),
  list: procedure.output(z.array(Model)),
  get: procedure.input(z.object({ id: ModelId })).output(Model),
  /** What is known of a model, in words and as Markdown. */
  card: procedure.input(z.object({ id: ModelId })).output(ModelCard),
  /** What its owner writes on the card; the facts stay as they are. */
  setCardText: procedure.input(SetCardTextInput).output(Nothing),
  /** Measures a model or a checkpoint against the pictures it learned from. */
  evaluate: procedure.input(EvaluateInput).output(StartedJob),
  /** What was measured, newest first; `from` narrows it to a model, a run, or one checkpoint of a run. */
  evaluations: procedure.input(z.object({ from: GeneratorRef.optional() })).output(z.array(Evaluation)),
  evaluation: procedure.input(z.object({ id: EvaluationId })).output(Evaluation),
  evaluationReport: procedure.input(z.object({ id: EvaluationId })).output(EvaluationReport),
  /** Writes a model or a checkpoint as files for other programs, and proves them. */
  export: procedure.input(ExportModelInput).output(StartedJob),
  /** Keeps a generator of Faceloom, TensorFlow.js or Keras as a model of its own. */
  import: procedure.input(ImportModelInput).output(StartedJob),
  /** What was exported, newest first; `from` narrows it to a model or a run. */
  exports: procedure.input(z.object({ from: GeneratorRef.optional() })).output(z.array(ModelExport)),
  removeEvaluation: procedure.input(z.object({ id: EvaluationId })).output(Nothing),
  remove: procedure.input(z.object({ id: ModelId })).output(Nothing),
};
