import { ORPCError } from '@orpc/client';
import {
  type ErrorCode,
  ErrorCodeSchema,
  ErrorData,
  type ErrorReport,
  errorCatalogue,
  StudioError,
} from '../../main/contract/errors.ts';
import type { CommandId } from '../../main/contract/system/commands.ts';

/** An error as the window shows it. */
export interface ErrorPresentation {
  title: string;
  message: string;
  /** What to do next, as a sentence. */
  next: string;
  /** A command that does it. */
  remedy?: CommandId;
}

/** The command that helps, by code; `null` where only the person can help, outside the window. */
const remedies: Record<ErrorCode, CommandId | null> = {
  INVALID_INPUT: null,
  UNAUTHORISED: null,
  PATH_NOT_FOUND: null,
  PATH_UNREADABLE: null,
  NO_IMAGES: 'datasets.import-folder',
  TOO_FEW_IMAGES: 'datasets.import-folder',
  SOURCE_GONE: 'go.datasets',
  NAME_TAKEN: null,
  DATASET_NOT_FOUND: 'go.datasets',
  DATASET_IN_USE: 'go.train',
  IMPORT_NOT_FOUND: 'go.datasets',
  NO_FACES: 'datasets.import-folder',
  RUN_NOT_FOUND: 'go.train',
  GROUP_NOT_FOUND: 'go.train',
  RUN_STATE: 'go.train',
  PLACE_NOT_FOUND: null,
  PLACE_UNUSABLE: null,
  MODEL_UNUSABLE: null,
  MODEL_CHANGED: null,
  MODEL_NOT_FOUND: 'go.models',
  EVALUATION_NOT_FOUND: 'go.models',
  BLIND_TEST_NOT_FOUND: null,
  FACE_NOT_FOUND: 'go.gallery',
  DIRECTION_NOT_FOUND: null,
  LATENT_NOT_FOUND: null,
  JOB_NOT_FOUND: 'view.jobs',
  PRESET_UNKNOWN: 'runs.new',
  ENGINE_UNAVAILABLE: 'runs.new',
  ENGINE_WRONG: null,
  CARD_LOST: 'runs.resume',
  COMPUTE_CRASHED: 'runs.resume',
  TRAINING_DIVERGED: 'runs.resume',
  CHECKPOINT_MISSING: 'runs.new',
  CHECKPOINT_DAMAGED: 'runs.new',
  MACHINE_BUSY: 'go.train',
  MEMORY_SHORT: null,
  DISK_FULL: null,
  DISK_FAILED: null,
  JOB_FOLDER_UNUSABLE: null,
  LIBRARY_NEWER: null,
  LIBRARY_UNUSABLE: null,
  UPLOAD_STALLED: null,
  PROGRAM_UPDATED: null,
  PORT_TAKEN: null,
  CANCELLED: null,
  INTERNAL: null,
};

const noAnswer: ErrorPresentation = {
  title: 'The studio did not answer',
  message: 'The connection broke before the answer came.',
  next: 'Wait for the connection to come back, then try again.',
};

/** Reads whatever a call threw as a report of the catalogue; undefined when it came from the connection. */
export function toErrorReport(error: unknown): ErrorReport | undefined {
  // Thrown in the page itself, by what the contract shares with it.
  if (error instanceof StudioError) return error.toReport();
  if (!(error instanceof ORPCError)) return undefined;
  const code = ErrorCodeSchema.safeParse(error.code === 'BAD_REQUEST' ? 'INVALID_INPUT' : error.code);
  const data = ErrorData.safeParse(error.data);
  return {
    code: code.data ?? 'INTERNAL',
    message: error.message,
    data: data.data ?? { next: 'Try again; if it happens again, look in the log of the studio.' },
  };
}

/** Title, message, next step and remedy of a report. */
export function presentReport({ code, message, data }: ErrorReport): ErrorPresentation {
  const remedy = remedies[code];
  const { errorId, subject } = data;
  // Ids of the library mean nothing to a person; a file or folder is what they have to look at.
  const path = subject !== undefined && isPath(subject) && !message.includes(subject) ? subject : undefined;
  const details = [errorId === undefined ? undefined : `log entry ${errorId}`, path].filter(Boolean);
  return {
    title: errorCatalogue[code].title,
    message: details.length > 0 ? `${message} (${details.join('; ')})` : message,
    next: data.next,
    ...(remedy ? { remedy } : {}),
  };
}

const isPath = (subject: string) => /^(\/|[a-z]:[\\/]|\\\\)/i.test(subject);

/** Title, message, next step and remedy of anything that was thrown. */
export function presentError(error: unknown): ErrorPresentation {
  const report = toErrorReport(error);
  return report ? presentReport(report) : noAnswer;
}
