import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { CustomScheme } from 'electron';
import { errorCatalogue, StudioError } from '../contract/errors.ts';
import type { Media, MediaFile } from '../studio/media.ts';
import { contentSecurityPolicy } from './content-security-policy.ts';
import { isPageUrl, pageScheme } from './page-origin.ts';

/** Registered before Electron is ready: a scheme with an origin of its own, secure like https. */
export const pageSchemePrivileges: CustomScheme = {
  scheme: pageScheme,
  privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
};

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

const safetyHeaders = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
};

/** The files of the built page by URL path; what is not in this list is not served, however it is spelt. */
export async function listPageFiles(rendererDir: string): Promise<ReadonlyMap<string, MediaFile>> {
  const entries = await readdir(rendererDir, { recursive: true, withFileTypes: true });
  const files = new Map<string, MediaFile>();
  for (const entry of entries) {
    const contentType = contentTypes[path.extname(entry.name)];
    if (!entry.isFile() || contentType === undefined) continue;
    const file = path.join(entry.parentPath, entry.name);
    const urlPath = `/${path.relative(rendererDir, file).split(path.sep).join('/')}`;
    files.set(urlPath, { file, contentType, maxAgeSeconds: 0 });
  }
  const index = files.get('/index.html');
  if (index !== undefined) files.set('/', index);
  return files;
}

/** Answers requests for `studio://app/…`: page files from the list, media through the studio. */
export function createPageHandler(
  pageFiles: ReadonlyMap<string, MediaFile>,
  media: Media,
): (request: Request) => Promise<Response> {
  return async ({ method, url }) => {
    if (!isPageUrl(url)) return refuse(404);
    if (method !== 'GET' && method !== 'HEAD') return refuse(405);
    const { pathname } = new URL(url);
    try {
      const found = pathname.startsWith('/media/') ? await media.resolve(pathname) : pageFiles.get(pathname);
      return found === undefined ? refuse(404) : await send(found, method === 'HEAD');
    } catch (error) {
      // A damaged picture, say, which is told where somebody works with it.
      if (error instanceof StudioError) return refuse(errorCatalogue[error.code].status);
      throw error;
    }
  };
}

async function send({ file, contentType, maxAgeSeconds }: MediaFile, headOnly: boolean): Promise<Response> {
  // Page files and pictures are small: reading them whole is simpler than a stream, and as fast.
  const bytes = await readFile(file);
  const headers = {
    ...safetyHeaders,
    'Content-Type': contentType,
    'Content-Length': String(bytes.length),
    'Cache-Control': maxAgeSeconds > 0 ? `max-age=${maxAgeSeconds}, immutable` : 'no-cache',
  };
  return new Response(headOnly ? null : bytes, { headers });
}

const refuse = (status: number) => new Response(null, { status, headers: safetyHeaders });
