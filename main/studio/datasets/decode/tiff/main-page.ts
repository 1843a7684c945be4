import { type Directory, tags, tagValue } from './directories.ts';

/** Which picture of a TIFF file is shown: a page, or one that hangs on a page. */
export interface MainPage {
  directory: Directory;
  page: number;
  /** Number among those that hang on the page; −1 = the page itself. */
  child: number;
}

/**
 * The picture that viewers show: the first page. A first page that says it is a smaller copy of another picture gives way to
 * the first that is not.
 */
export function mainPage(directories: readonly Directory[]): MainPage | undefined {
  const all = directories.flatMap((directory, page): MainPage[] => [
    { directory, page, child: -1 },
    ...directory.children.map((each, child) => ({ directory: each, page, child })),
  ]);
  return all.find(({ directory }) => !isReduced(directory)) ?? all[0];
}

const isReduced = (directory: Directory) =>
  (tagValue(directory, tags.subfileType, 0) & 1) === 1 || tagValue(directory, tags.oldSubfileType, 0) === 2;
