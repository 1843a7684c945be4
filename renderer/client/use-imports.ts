import { useQuery } from '@tanstack/react-query';
import { studio } from './studio.ts';
import { currentUpload } from './uploads.ts';
import { useValueStore } from './value-store.ts';

/** The upload and the imports that are going on now. */
export function useImports() {
  const upload = useValueStore(currentUpload);
  const jobs = useQuery(studio.jobs.list.queryOptions()).data;
  const imports = jobs?.filter(({ kind, state }) => kind === 'import' && state === 'running') ?? [];
  return { upload, imports, isImporting: upload !== undefined || imports.length > 0 };
}
