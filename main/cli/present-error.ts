import { ORPCError } from '@orpc/client';
import { ErrorCodeSchema, ErrorData, StudioError } from '../contract/errors.ts';

/** Any thrown thing as an error with a next step; the client's typed errors keep their code. */
export function asStudioError(error: unknown): StudioError {
  if (error instanceof StudioError) return error;
  if (error instanceof ORPCError) {
    const code = ErrorCodeSchema.safeParse(error.code);
    const data = ErrorData.safeParse(error.data);
    if (code.success && data.success)
      return new StudioError(code.data, error.message, data.data, { cause: error });
    if (error.code === 'BAD_REQUEST') {
      return new StudioError('INVALID_INPUT', describeIssues(error.data), {
        next: 'See --help for what is allowed.',
      });
    }
  }
  return new StudioError(
    'INTERNAL',
    'Something went wrong inside Faceloom.',
    { next: 'Run it again with FACELOOM_DEBUG=1 to see the details.' },
    { cause: error },
  );
}

/** oRPC lists what does not fit its schema as `issues`. */
function describeIssues(data: unknown): string {
  const issues = typeof data === 'object' && data !== null && 'issues' in data ? data.issues : undefined;
  if (!Array.isArray(issues)) return 'Some input is not allowed.';
  return issues
    .map(
      (issue: { path?: unknown[]; message?: string }) =>
        `${(issue.path ?? []).join('.') || 'input'}: ${issue.message}`,
    )
    .join('; ');
}
