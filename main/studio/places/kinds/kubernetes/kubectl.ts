import type { KubernetesPlace } from '../../../../contract/places/places.ts';
import { runProgram } from '../../run-program.ts';

/**
 * Asks the API server of a place through kubectl, which knows its address and who one is. It passes requests on as they
 * are (`--raw`): answers are the server's own JSON, whatever version kubectl has.
 */
export const kubectl = {
  get: (place: KubernetesPlace, path: string): Promise<string> => call(place, ['get', '--raw', path]),
  create: (place: KubernetesPlace, path: string, object: object): Promise<string> =>
    call(place, ['create', '--raw', path, '-f', '-'], JSON.stringify(object)),
  remove: (place: KubernetesPlace, path: string): Promise<string> => call(place, ['delete', '--raw', path]),
};

/** The path of objects in the place's namespace. */
export const pathOf = (
  { namespace }: KubernetesPlace,
  [api, ...rest]: readonly [api: string, ...rest: string[]],
  query: Record<string, string> = {},
): string => {
  const path = [api, 'namespaces', namespace, ...rest].join('/');
  const search = new URLSearchParams(query).toString();
  return search === '' ? `/${path}` : `/${path}?${search}`;
};

const call = ({ context }: KubernetesPlace, args: readonly string[], input?: string): Promise<string> =>
  runProgram('kubectl', [...(context === undefined ? [] : [`--context=${context}`]), ...args], input);
