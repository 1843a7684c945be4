import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { RunPreview } from '../../../../main/contract/runs/plans.ts';
import type { RunConfig } from '../../../../main/contract/runs/run-config.ts';
import { studio } from '../../../client/studio.ts';
import { type FormPart, toPreviewInput } from './form.ts';

export interface Previewed {
  /** What the run would have with nothing set by hand; absent until it is read. */
  defaults: RunConfig | undefined;
  /** What it would be frozen with; absent where choices do not go together. */
  preview: RunPreview | undefined;
  /** Why they do not. */
  error: unknown;
}

/** What the run that the form describes would be, as the studio sees it. */
export function usePreview(part: Omit<FormPart, 'change'>): Previewed {
  const [settled] = useDebouncedValue(part.form, settleMs);
  const options = (input: ReturnType<typeof toPreviewInput>) =>
    studio.runs.preview.queryOptions({ input, retry: false, placeholderData: keepPreviousData });
  const plain = useQuery(options(toPreviewInput({ ...part, form: { ...settled, expert: {} } })));
  const whole = useQuery(options(toPreviewInput({ ...part, form: settled })));
  return {
    defaults: plain.data?.config,
    preview: whole.error ? undefined : whole.data,
    error: whole.error ?? undefined,
  };
}

/** Until somebody has stopped typing. */
const settleMs = 250;
