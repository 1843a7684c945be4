import type { EngineId } from '../../contract/engines.ts';
import type { FromCompute, ToCompute } from '../../protocol/messages.ts';
import { loadFaceFinder } from './face-finder.ts';
import { groupIdentities, readEmbeddings } from './identity-groups.ts';

type Request = Extract<ToCompute, { type: 'find-faces' | 'group-faces' }>;

/** Loads the face finder; the answer to each request comes from the function that is returned. */
export async function loadFacesService(
  engine: EngineId,
): Promise<(request: Request) => Promise<FromCompute>> {
  const finder = await loadFaceFinder(engine);
  return async (request) => {
    const { requestId } = request;
    if (request.type === 'group-faces') {
      return {
        type: 'grouped-faces',
        requestId,
        groups: groupIdentities(readEmbeddings(request.files), request.rows),
      };
    }
    const startMs = performance.now();
    const faces = await finder.find(request);
    return { type: 'found-faces', requestId, faces, ms: performance.now() - startMs };
  };
}
