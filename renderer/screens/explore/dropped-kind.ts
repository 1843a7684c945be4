import { tellsModel } from '../../../main/contract/models/model-files.ts';

/** A dropped file as far as it is told by its name; `type` is what the browser makes of the name. */
type NamedFile = Pick<File, 'name' | 'type'>;

/**
 * What dropped files are on the Explore screen: one photo whose nearest face is looked for, or one file with a vector.
 * Undefined for all else, such as models, archives, and several files at once, which are imported as anywhere else.
 */
export function droppedKind([file, ...others]: readonly NamedFile[]): 'photo' | 'vector' | undefined {
  if (file === undefined || others.length > 0 || tellsModel(file.name)) return undefined;
  if (/\.(csv|tsv|txt|json|npy)$/i.test(file.name)) return 'vector';
  // Photos out of other programs often have no ending.
  const isPhoto = file.type.startsWith('image/') || !file.name.includes('.');
  return isPhoto ? 'photo' : undefined;
}
