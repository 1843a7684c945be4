import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** A file of a page, as a host serves it. */
export interface PageFile {
  file: string;
  contentType: string;
  /** How long a client may keep it; 0 = it asks each time whether it has changed. */
  maxAgeSeconds: number;
}

/**
 * The files of a built page by URL path: an allow-list of what is there, so that no path can lead elsewhere, however it is
 * spelt. Rejects with ENOENT where the page has not been built.
 */
export async function listBuiltPage(builtDir: string): Promise<ReadonlyMap<string, PageFile>> {
  const files = new Map<string, PageFile>();
  for (const entry of await readdir(builtDir, { recursive: true, withFileTypes: true })) {
    const contentType = contentTypes[path.extname(entry.name)];
    if (!entry.isFile() || contentType === undefined) continue;
    const file = path.join(entry.parentPath, entry.name);
    const urlPath = `/${path.relative(builtDir, file).split(path.sep).join('/')}`;
    // Names under assets/ carry a hash of their content.
    files.set(urlPath, { file, contentType, maxAgeSeconds: urlPath.startsWith('/assets/') ? 31_536_000 : 0 });
  }
  const index = files.get('/index.html');
  if (index !== undefined) files.set('/', index);
  return files;
}

/** What a page is made of; whatever else lies in its folder, such as licences.json, is not served. */
const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};
