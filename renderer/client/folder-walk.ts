/** A file of a dropped or picked folder, with its path below what was dropped, '/' between parts. */
export interface PickedFile {
  path: string;
  file: File;
}

/** Reads a folder to its end; the API hands out at most 100 entries a call. */
async function readEntries(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return entries;
    entries.push(...some);
  }
}

const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;

/** All files at and below `entries`, folder by folder; hidden files and folders are left out. */
export async function walkEntries(entries: readonly FileSystemEntry[]): Promise<PickedFile[]> {
  const files: PickedFile[] = [];
  const visit = async (entry: FileSystemEntry, prefix: string): Promise<void> => {
    if (entry.name.startsWith('.')) return;
    const path = prefix + entry.name;
    if (isFolder(entry)) {
      for (const child of await readEntries(entry)) await visit(child, `${path}/`);
    } else if (isFile(entry)) {
      files.push({ path, file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)) });
    }
  };
  for (const entry of entries) await visit(entry, '');
  return files;
}

/** The files of an `<input type="file">`, with or without `webkitdirectory`. */
export function pickedFiles(list: Iterable<File>): PickedFile[] {
  return Array.from(list, (file) => ({ path: file.webkitRelativePath || file.name, file })).filter(
    ({ path }) => !path.split('/').some((part) => part.startsWith('.')),
  );
}

/** What a dropped or picked set would be called: its one folder, or its one file without the ending. */
export function suggestName(paths: readonly string[]): string {
  const tops = new Set(paths.map((path) => path.split(/[/\\]/).find(Boolean) ?? ''));
  const [top = ''] = tops;
  return (
    (tops.size === 1 &&
      top
        .replace(/\.[^.]+$/, '')
        .slice(0, 60)
        .trim()) ||
    'Photos'
  );
}

/** `wanted`, or `wanted 2`, `wanted 3`… when it is taken already. */
export function freeName(wanted: string, taken: readonly string[]): string {
  const used = new Set(taken.map((name) => name.toLowerCase()));
  let name = wanted;
  for (let n = 2; used.has(name.toLowerCase()); n += 1) name = `${wanted} ${n}`;
  return name;
}
