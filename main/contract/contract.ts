import type { ContractRouterClient } from '@orpc/contract';
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { AnswerBlindTestInput, BlindTest, StartBlindTestInput } from './compare/blind-tests.ts';
import { ComparedRefs, Comparison, DrawSheetInput, ExportComparisonInput, Sheet } from './compare/compare.ts';
import {
  AddInput,
  Dataset,
  DatasetName,
  DecideInput,
  DecideOutput,
  ImportInput,
  ImportSampleInput,
  ListItemsInput,
  ListItemsOutput,
  QuarantineOutput,
  SelectItemsInput,
  SelectItemsOutput,
  SetPolicyInput,
  UnfinishedImport,
} from './datasets/datasets.ts';
import { DatasetReport, Diagnosis } from './datasets/diagnosis.ts';
import { type ErrorCode, ErrorData, errorCatalogue } from './errors.ts';
import {
  DrawInput,
  DrawOutput,
  Face,
  FaceIds,
  FaceSelection,
  GenerateInput,
  KeepFacesInput,
  ListFacesInput,
  ListFacesOutput,
  MakeAgainOutput,
  NoteFaceInput,
  RateFacesInput,
  RateFacesOutput,
  TagCount,
  TagFacesInput,
  TagFacesOutput,
} from './faces/faces.ts';
import { ExportFacesInput } from './faces/picture-export.ts';
import { GeneratorRef } from './generators.ts';
import {
  BlindTestId,
  CheckpointName,
  DatasetId,
  DirectionId,
  EvaluationId,
  FaceId,
  GroupId,
  ImportId,
  JobId,
  LatentId,
  ModelId,
  RunId,
  UploadId,
} from './ids.ts';
import { Direction, FindDirectionsInput, RenameDirectionInput } from './latents/directions.ts';
import { KeepLatentInput, KeptLatent, ProjectInput, RenameLatentInput } from './latents/kept-latents.ts';
import { LatentRecipe, VectorPoint } from './latents/recipe.ts';
import { LatentSpace } from './latents/space.ts';
import { EvaluateInput, Evaluation, EvaluationReport } from './models/evaluation.ts';
import { ModelCard, SetCardTextInput } from './models/model-card.ts';
import { ExportModelInput, ImportModelInput, ModelExport } from './models/model-files.ts';
import { Model, PromoteInput } from './models/models.ts';
import { RunLimits } from './runs/limits.ts';
import { RunPreview } from './runs/plans.ts';
import { MoveInQueueInput, Queue, RescheduleInput } from './runs/queue.ts';
import { RunConfig } from './runs/run-config.ts';
import {
  Checkpoint,
  ExportSeriesInput,
  HistoryOutput,
  PresetSummary,
  ResumeRunInput,
  Run,
  RunDiskUse,
  RunEvent,
  SeriesInput,
  SeriesOutput,
  StartRunInput,
  StartRunOutput,
} from './runs/runs.ts';
import { StartSweepInput, StartSweepOutput } from './runs/sweeps.ts';
import { Job } from './system/jobs.ts';
import { Settings, SettingsPatch, SystemEvent, SystemInfo } from './system/system.ts';

type ErrorMap = { [C in ErrorCode]: { status: number; message: string; data: typeof ErrorData } };

const errorMap = Object.fromEntries(
  Object.entries(errorCatalogue).map(([code, { status, title }]) => [
    code,
    { status, message: title, data: ErrorData },
  ]),
) as ErrorMap;

/** Every procedure can answer with any error of the catalogue. */
const procedure = oc.errors(errorMap);

const job = z.object({ jobId: JobId });
const group = z.object({ id: GroupId });
const nothing = z.object({});
const blindTest = z.object({ id: BlindTestId });
const checkpointOf = z.object({ id: RunId, checkpoint: CheckpointName });

/** The API: noun.verb; long work returns a job id at once. */
export const contract = {
  system: {
    info: procedure.output(SystemInfo),
    settings: procedure.input(SettingsPatch).output(Settings),
    /** Starts with the snapshots of all jobs, then streams every change. */
    events: procedure.output(eventIterator(SystemEvent)),
  },
  datasets: {
    list: procedure.output(z.array(Dataset)),
    get: procedure.input(z.object({ id: DatasetId })).output(Dataset),
    items: procedure.input(ListItemsInput).output(ListItemsOutput),
    /** Item numbers by filter and order, for a grid. */
    select: procedure.input(SelectItemsInput).output(SelectItemsOutput),
    /** Takes pictures in or leaves them out, whatever their findings say; `auto` undoes it. */
    decide: procedure.input(DecideInput).output(DecideOutput),
    setPolicy: procedure.input(SetPolicyInput).output(nothing),
    diagnosis: procedure.input(z.object({ id: DatasetId })).output(Diagnosis),
    report: procedure.input(z.object({ id: DatasetId })).output(DatasetReport),
    import: procedure.input(ImportInput).output(job),
    add: procedure.input(AddInput).output(job),
    importSample: procedure.input(ImportSampleInput).output(job),
    /** Opens a place for a browser to send files to; it is emptied after the import or a day. */
    openUpload: procedure.output(z.object({ uploadId: UploadId })),
    quarantine: procedure.input(z.object({ id: DatasetId })).output(QuarantineOutput),
    /** Reads a file that was set aside once more; an import of that file alone. */
    retry: procedure.input(z.object({ id: DatasetId, number: z.int().min(0) })).output(job),
    /** Marks a file that was set aside as seen, to be kept out. */
    dismiss: procedure
      .input(z.object({ id: DatasetId, number: z.int().min(0), isDismissed: z.boolean() }))
      .output(nothing),
    rename: procedure.input(z.object({ id: DatasetId, name: DatasetName })).output(nothing),
    duplicate: procedure.input(z.object({ id: DatasetId, name: DatasetName })).output(Dataset),
    remove: procedure.input(z.object({ id: DatasetId })).output(nothing),
  },
  imports: {
    /** Imports that were interrupted or cancelled. */
    unfinished: procedure.output(z.array(UnfinishedImport)),
    resume: procedure.input(z.object({ id: ImportId })).output(job),
    discard: procedure.input(z.object({ id: ImportId })).output(nothing),
  },
  runs: {
    presets: procedure.output(z.array(PresetSummary)),
    /** The config that a run would be frozen with; an error says which choice does not go with the others. */
    preview: procedure.input(StartRunInput).output(RunPreview),
    /** Makes a few steps of the run and says what it will come to. Refused while something else would be measured along. */
    plan: procedure.input(StartRunInput).output(job),
    /** Queues a run; it begins at once when nothing trains and its time has come. */
    start: procedure.input(StartRunInput).output(StartRunOutput),
    /** Saves a checkpoint and ends the process, after which the next of the queue begins; a waiting run leaves the queue. */
    pause: procedure.input(z.object({ id: RunId })).output(nothing),
    /** Queues a run that goes on from its newest checkpoint; optional new limits count from the start of the run. */
    resume: procedure.input(ResumeRunInput).output(job),
    stop: procedure.input(z.object({ id: RunId })).output(nothing),
    remove: procedure.input(z.object({ id: RunId })).output(nothing),
    list: procedure.output(z.array(Run)),
    get: procedure.input(z.object({ id: RunId })).output(Run),
    /** What the run's config would be with nothing set by hand. */
    defaults: procedure.input(z.object({ id: RunId })).output(RunConfig),
    history: procedure.input(z.object({ id: RunId })).output(HistoryOutput),
    series: procedure.input(SeriesInput).output(SeriesOutput),
    exportSeries: procedure.input(ExportSeriesInput).output(job),
    watch: procedure.input(z.object({ id: RunId })).output(eventIterator(RunEvent)),
    /** Newest first. */
    checkpoints: procedure.input(z.object({ id: RunId })).output(z.array(Checkpoint)),
    /** A pinned checkpoint is kept until it is unpinned. */
    pin: procedure.input(checkpointOf.extend({ isPinned: z.boolean() })).output(nothing),
    /** Makes a checkpoint the newest of its run: what came after it is deleted. Goes on with `resume`. */
    rollback: procedure.input(checkpointOf).output(Run),
    /** Deletes a checkpoint, or one that was set aside; not the one that the run would go on from. */
    removeCheckpoint: procedure.input(checkpointOf).output(nothing),
    diskUse: procedure.output(z.array(RunDiskUse)),
  },
  queue: {
    get: procedure.output(Queue),
    /** While it is held, no run begins by itself; a training that goes on is left alone. */
    hold: procedure.input(z.object({ isHeld: z.boolean() })).output(Queue),
    move: procedure.input(MoveInQueueInput).output(Queue),
    /** New times for a run that waits or trains, instead of those it has. */
    reschedule: procedure.input(RescheduleInput).output(nothing),
  },
  sweeps: {
    /** Queues runs that differ in one setting, as a group. */
    start: procedure.input(StartSweepInput).output(StartSweepOutput),
    /** Those that wait leave the queue, and the one that trains pauses. */
    pause: procedure.input(group).output(nothing),
    /** Queues those that were paused, interrupted or failed, and with a new length also those that have finished. */
    resume: procedure.input(group.extend(RunLimits.shape)).output(StartSweepOutput),
    stop: procedure.input(group).output(nothing),
    remove: procedure.input(group).output(nothing),
  },
  models: {
    promote: procedure.input(PromoteInput).output(Model),
    list: procedure.output(z.array(Model)),
    get: procedure.input(z.object({ id: ModelId })).output(Model),
    /** What is known of a model, in words and as Markdown. */
    card: procedure.input(z.object({ id: ModelId })).output(ModelCard),
    /** What its owner writes on the card; the facts stay as they are. */
    setCardText: procedure.input(SetCardTextInput).output(nothing),
    /** Measures a model or a checkpoint against the pictures it learned from. */
    evaluate: procedure.input(EvaluateInput).output(job),
    /** What was measured, newest first; `from` narrows it to a model, a run, or one checkpoint of a run. */
    evaluations: procedure.input(z.object({ from: GeneratorRef.optional() })).output(z.array(Evaluation)),
    evaluation: procedure.input(z.object({ id: EvaluationId })).output(Evaluation),
    evaluationReport: procedure.input(z.object({ id: EvaluationId })).output(EvaluationReport),
    /** Writes a model or a checkpoint as files for other programs, and proves them. */
    export: procedure.input(ExportModelInput).output(job),
    /** Keeps a generator of Faceloom, TensorFlow.js or Keras as a model of its own. */
    import: procedure.input(ImportModelInput).output(job),
    /** What was exported, newest first; `from` narrows it to a model or a run. */
    exports: procedure.input(z.object({ from: GeneratorRef.optional() })).output(z.array(ModelExport)),
    removeEvaluation: procedure.input(z.object({ id: EvaluationId })).output(nothing),
    remove: procedure.input(z.object({ id: ModelId })).output(nothing),
  },
  faces: {
    /** Draws faces into the tray (unsaved); the answer names them. */
    generate: procedure.input(GenerateInput).output(z.object({ faces: z.array(Face) })),
    /** Draws faces and answers with their pictures; nothing of them is kept. */
    draw: procedure.input(DrawInput).output(DrawOutput),
    /** Draws faces into the gallery, with how they were made. */
    keep: procedure.input(KeepFacesInput).output(z.object({ faces: z.array(Face) })),
    save: procedure.input(FaceIds).output(nothing),
    /** Takes faces away; `restore` brings them back for an hour, or until the studio is closed. */
    remove: procedure.input(FaceIds).output(nothing),
    restore: procedure.input(FaceIds).output(nothing),
    /** Saved faces. */
    list: procedure.input(ListFacesInput).output(ListFacesOutput),
    /** Ids of all that `list` gives, for a grid. */
    select: procedure.input(FaceSelection).output(z.object({ ids: z.array(FaceId) })),
    get: procedure.input(FaceIds).output(z.array(Face)),
    rate: procedure.input(RateFacesInput).output(RateFacesOutput),
    tag: procedure.input(TagFacesInput).output(TagFacesOutput),
    note: procedure.input(NoteFaceInput).output(nothing),
    /** Tags of saved faces, most used first. */
    tags: procedure.output(z.array(TagCount)),
    /** Draws a face from its recipe and compares it with the kept picture. */
    makeAgain: procedure.input(z.object({ id: FaceId })).output(MakeAgainOutput),
    /** Looks for the training pictures nearest to faces, and notes with each whether it is a copy. */
    checkCopies: procedure.input(FaceIds).output(job),
    /** Writes faces as picture files. */
    export: procedure.input(ExportFacesInput).output(job),
  },
  latents: {
    /** What the latents of a generator are; `hash` is what its directions are kept by. */
    space: procedure.input(z.object({ from: GeneratorRef })).output(LatentSpace.extend({ hash: z.string() })),
    /** The numbers that a recipe comes to, truncation included: as an origin they give the same picture. */
    vector: procedure.input(z.object({ from: GeneratorRef, recipe: LatentRecipe })).output(VectorPoint),
    /** Directions that were found of a generator, by method and rank. */
    directions: procedure.input(z.object({ from: GeneratorRef })).output(z.array(Direction)),
    /** Those that are known already stay as they are, with their names. */
    findDirections: procedure.input(FindDirectionsInput).output(job),
    renameDirection: procedure.input(RenameDirectionInput).output(nothing),
    removeDirection: procedure.input(z.object({ id: DirectionId })).output(nothing),
    /** Latents that were kept of a generator, newest first. */
    list: procedure.input(z.object({ from: GeneratorRef })).output(z.array(KeptLatent)),
    keep: procedure.input(KeepLatentInput).output(KeptLatent),
    rename: procedure.input(RenameLatentInput).output(nothing),
    remove: procedure.input(z.object({ id: LatentId })).output(nothing),
    /** Looks for the latent whose face is nearest to the one of a photo, and keeps it. */
    project: procedure.input(ProjectInput).output(job),
  },
  compare: {
    /** What is known of several generators, and what of it cannot be compared. */
    facts: procedure.input(z.object({ subjects: ComparedRefs })).output(Comparison),
    /** Draws the first latents of a seed with one of them; what was drawn before is there at once. */
    draw: procedure.input(DrawSheetInput).output(Sheet),
    /** Writes the comparison as one picture or as a page. */
    export: procedure.input(ExportComparisonInput).output(job),
    /** Draws both sides and shuffles them. */
    startTest: procedure.input(StartBlindTestInput).output(BlindTest),
    /** Newest first. */
    tests: procedure.output(z.array(BlindTest)),
    answer: procedure.input(AnswerBlindTestInput).output(BlindTest),
    /** Ends a test before all pairs were looked at. */
    endTest: procedure.input(blindTest).output(BlindTest),
    removeTest: procedure.input(blindTest).output(nothing),
  },
  jobs: {
    list: procedure.output(z.array(Job)),
    /** Streams snapshots until the job has ended; the last one is the ended job. */
    watch: procedure.input(z.object({ id: JobId })).output(eventIterator(Job)),
    cancel: procedure.input(z.object({ id: JobId })).output(nothing),
  },
};

export type Contract = typeof contract;
export type StudioClient = ContractRouterClient<Contract>;
