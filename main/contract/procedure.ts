import { oc } from '@orpc/contract';
import { z } from 'zod';
import { type ErrorCode, ErrorData, errorCatalogue } from './errors.ts';
import { JobId } from './ids.ts';

type ErrorMap = { [C in ErrorCode]: { status: number; message: string; data: typeof ErrorData } };

const errorMap = Object.fromEntries(
  Object.entries(errorCatalogue).map(([code, { status, title }]) => [
    code,
    { status, message: title, data: ErrorData },
  ]),
) as ErrorMap;

/** What every procedure is made from: it can answer with any error of the catalogue. */
export const procedure = oc.errors(errorMap);

/** The answer of work that takes longer: a job that goes on. */
export const StartedJob = z.object({ jobId: JobId });

/** The answer of a procedure that only does something. */
export const Nothing = z.object({});
