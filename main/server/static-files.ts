import { readdir } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';

export interface StaticFile {
  file: string;
  contentType: string;
  maxAgeSeconds: number;
}

/**
 * The built page by URL path: an allow-list of what is there, so that no path can lead elsewhere. Read at each request,
 * because the page may be built while the server runs; a page is a dozen files. Empty when it has not been built.
 */
export async function listStaticFiles(rendererDir: string): Promise<ReadonlyMap<string, StaticFile>> {
  const files = new Map<string, StaticFile>();
  let entries: Awaited<ReturnType<typeof readEntries>>;
  try {
    entries = await readEntries(rendererDir);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return files;
    throw error;
  }
  for (const entry of entries) {
    const contentType = contentTypes[extname(entry.name)];
    if (!entry.isFile() || contentType === undefined) continue;
    const file = join(entry.parentPath, entry.name);
    const path = `/${relative(rendererDir, file).split(sep).join('/')}`;
    // Names under assets/ carry a hash of their content.
    files.set(path, { file, contentType, maxAgeSeconds: path.startsWith('/assets/') ? 31_536_000 : 0 });
  }
  const index = files.get('/index.html');
  if (index !== undefined) files.set('/', index);
  return files;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

const readEntries = (folder: string) => readdir(folder, { recursive: true, withFileTypes: true });
