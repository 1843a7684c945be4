/** What a folder or file is called, for cards and reports, which may go anywhere: not where it lies on its owner's disk. */
export const sourceName = (path: string): string =>
  path.split(/[/\\]/).findLast((part) => part !== '') ?? path;
