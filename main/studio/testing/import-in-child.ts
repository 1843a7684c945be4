import { openLibrary } from '../library/library.ts';
import { importPictures } from './import-pictures.ts';

/** A process to be killed: imports a folder into a library. Arguments: library, folder. */
const [libraryDir, folder] = process.argv.slice(2);
const library = openLibrary(libraryDir);
// The parent aims by this moment, not by how long a process takes to start.
process.send?.('open');
await importPictures(library, folder);
library.close();
