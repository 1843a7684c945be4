import { z } from 'zod';

/** What every error carries besides its code and its one-sentence message. */
export const ErrorData = z.object({
  /** What to do next, as a full sentence. */
  next: z.string(),
  /** The path, id or name that the error is about. */
  subject: z.string().optional(),
  /** Where to find the full text in the log; only on INTERNAL. */
  errorId: z.string().optional(),
});
export type ErrorData = z.infer<typeof ErrorData>;

/** Stable codes of the errors that a person can act on, with their HTTP status and their title in the window. */
export const errorCatalogue = {
  INVALID_INPUT: { status: 400, title: 'That input does not fit' },
  UNAUTHORISED: { status: 401, title: 'The access token is missing or wrong' },
  PATH_NOT_FOUND: { status: 404, title: 'Nothing is at that path' },
  PATH_UNREADABLE: { status: 403, title: 'That path cannot be used' },
  SOURCE_GONE: { status: 410, title: 'The folder of the pictures has gone' },
  NO_IMAGES: { status: 422, title: 'No usable pictures were found' },
  TOO_FEW_IMAGES: { status: 422, title: 'Too few pictures' },
  NAME_TAKEN: { status: 409, title: 'That name is taken' },
  DATASET_NOT_FOUND: { status: 404, title: 'No such dataset' },
  DATASET_IN_USE: { status: 409, title: 'The dataset is in use' },
  IMPORT_NOT_FOUND: { status: 404, title: 'No such import' },
  NO_FACES: { status: 422, title: 'No faces were found' },
  RUN_NOT_FOUND: { status: 404, title: 'No such run' },
  GROUP_NOT_FOUND: { status: 404, title: 'No such group of runs' },
  RUN_STATE: { status: 409, title: 'The run cannot do that now' },
  PLACE_NOT_FOUND: { status: 404, title: 'No such place to train' },
  PLACE_UNUSABLE: { status: 502, title: 'That place cannot be used now' },
  MODEL_NOT_FOUND: { status: 404, title: 'No such model' },
  MODEL_UNUSABLE: { status: 422, title: 'That model cannot be used' },
  MODEL_CHANGED: { status: 409, title: 'The model was changed' },
  EVALUATION_NOT_FOUND: { status: 404, title: 'No such evaluation' },
  BLIND_TEST_NOT_FOUND: { status: 404, title: 'No such blind test' },
  FACE_NOT_FOUND: { status: 404, title: 'No such face' },
  DIRECTION_NOT_FOUND: { status: 404, title: 'No such direction' },
  LATENT_NOT_FOUND: { status: 404, title: 'No such latent' },
  JOB_NOT_FOUND: { status: 404, title: 'No such job' },
  PRESET_UNKNOWN: { status: 404, title: 'No such preset' },
  ENGINE_UNAVAILABLE: { status: 503, title: 'That engine cannot run here' },
  ENGINE_WRONG: { status: 500, title: 'The engine computed wrongly' },
  CARD_LOST: { status: 500, title: 'The graphics card was lost' },
  COMPUTE_CRASHED: { status: 500, title: 'A process stopped unexpectedly' },
  TRAINING_DIVERGED: { status: 422, title: 'The training got out of hand' },
  CHECKPOINT_MISSING: { status: 404, title: 'No checkpoint to go on from' },
  CHECKPOINT_DAMAGED: { status: 422, title: 'The checkpoint is damaged' },
  MACHINE_BUSY: { status: 409, title: 'The machine is busy' },
  MEMORY_SHORT: { status: 507, title: 'Memory does not suffice' },
  DISK_FULL: { status: 507, title: 'The disk is full' },
  DISK_FAILED: { status: 500, title: 'The disk failed' },
  JOB_FOLDER_UNUSABLE: { status: 422, title: 'That job folder cannot be used' },
  LIBRARY_NEWER: { status: 409, title: 'The library was made by a newer Faceloom' },
  LIBRARY_UNUSABLE: { status: 409, title: 'The library cannot be opened' },
  UPLOAD_STALLED: { status: 408, title: 'The files did not arrive' },
  PROGRAM_UPDATED: { status: 409, title: 'Faceloom was updated' },
  PORT_TAKEN: { status: 409, title: 'The port is taken' },
  CANCELLED: { status: 499, title: 'Cancelled' },
  INTERNAL: { status: 500, title: 'Something went wrong inside Faceloom' },
} as const;

export type ErrorCode = keyof typeof errorCatalogue;

export const ErrorCodeSchema = z.enum(Object.keys(errorCatalogue) as [ErrorCode, ...ErrorCode[]]);

/** An error as plain data: how it travels in job snapshots and between processes. */
export const ErrorReport = z.object({ code: ErrorCodeSchema, message: z.string(), data: ErrorData });
export type ErrorReport = z.infer<typeof ErrorReport>;

/** An error that a person can act on: a stable code, one sentence, and the next step. */
export class StudioError extends Error {
  override readonly name = 'StudioError';
  readonly code: ErrorCode;
  readonly data: ErrorData;

  constructor(code: ErrorCode, message: string, data: ErrorData, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.data = data;
  }

  toReport(): ErrorReport {
    return { code: this.code, message: this.message, data: this.data };
  }

  static fromReport(report: ErrorReport): StudioError {
    return new StudioError(report.code, report.message, report.data);
  }
}
