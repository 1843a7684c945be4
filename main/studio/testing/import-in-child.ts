import { openLibrary } from '../library/library.ts';
import { importPictures } from './import-pictures.ts';

/** A process to be killed: imports a folder into a library. Arguments: library, folder. */
const [libraryDir, folder] = process.argv.slice(2);
const library = openLibrary(libraryDir);
/** The parent aims by what is done, not by how long anything takes here. */
const report = ({ done }: { done: number }): void => {
  process.send?.(done);
};
report({ done: 0 });
await importPictures(library, folder, { report });
library.close();
process.disconnect?.();
