import { readFile } from 'node:fs/promises';
import type { CustomScheme } from 'electron';
import { errorCatalogue, StudioError } from '../contract/errors.ts';
import { listBuiltPage, type PageFile } from '../program/built-page.ts';
import type { Media } from '../studio/media.ts';
import { contentSecurityPolicy, gpuPagePolicy } from './content-security-policy.ts';
import { isGpuPageUrl, isPageUrl, pageScheme } from './page-origin.ts';

/** Registered before Electron is ready: a scheme with an origin of its own, secure like https. */
export const pageSchemePrivileges: CustomScheme = {
  scheme: pageScheme,
  privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
};

const safetyHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
};

/** The pages of the windows: their files by URL path. */
export interface PageFiles {
  page: ReadonlyMap<string, PageFile>;
  /** Of the hidden window that has WebGPU. */
  gpuPage: ReadonlyMap<string, PageFile>;
}

/** Lists the built pages; what is not in a list is not served, however it is spelt. */
export const listPages = async (built: { pageDir: string; gpuPageDir: string }): Promise<PageFiles> => ({
  page: await listBuiltPage(built.pageDir),
  gpuPage: await listBuiltPage(built.gpuPageDir),
});

/**
 * Answers requests for `studio://app/…` (page files from the list, media through the studio) and for `studio://gpu/…` (page
 * files alone).
 */
export function createPageHandler(
  { page, gpuPage }: PageFiles,
  media: Media,
): (request: Request) => Promise<Response> {
  return async ({ method, url }) => {
    const isOfGpu = isGpuPageUrl(url);
    if (!isOfGpu && !isPageUrl(url)) return refuse(404);
    if (method !== 'GET' && method !== 'HEAD') return refuse(405);
    const { pathname } = new URL(url);
    const isHead = method === 'HEAD';
    try {
      if (isOfGpu) return await send(gpuPage.get(pathname), gpuPagePolicy, isHead);
      const found = pathname.startsWith('/media/') ? await media.resolve(pathname) : page.get(pathname);
      return await send(found, contentSecurityPolicy, isHead);
    } catch (error) {
      // A damaged picture, say, which is told where somebody works with it.
      if (error instanceof StudioError) return refuse(errorCatalogue[error.code].status);
      throw error;
    }
  };
}

async function send(found: PageFile | undefined, policy: string, isHead: boolean): Promise<Response> {
  if (found === undefined) return refuse(404);
  const { file, contentType, maxAgeSeconds } = found;
  // Page files and pictures are small: reading them whole is simpler than a stream, and as fast.
  const bytes = await readFile(file);
  const headers = {
    ...safetyHeaders,
    'Content-Security-Policy': policy,
    'Content-Type': contentType,
    'Content-Length': String(bytes.length),
    'Cache-Control': maxAgeSeconds > 0 ? `max-age=${maxAgeSeconds}, immutable` : 'no-cache',
  };
  return new Response(isHead ? null : bytes, { headers });
}

const refuse = (status: number) =>
  new Response(null, {
    status,
    headers: { ...safetyHeaders, 'Content-Security-Policy': gpuPagePolicy },
  });
