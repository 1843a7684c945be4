import type { Library } from '../../library/library.ts';
import { DatasetStore } from './dataset-store.ts';
import { ItemCounts } from './item-counts.ts';
import { ItemStore } from './item-store.ts';
import { SetAsideStore } from './set-aside-store.ts';
import { VersionStore } from './versions.ts';

/** What a library's tables know of its datasets. */
export interface DatasetStores {
  readonly datasets: DatasetStore;
  readonly items: ItemStore;
  readonly counts: ItemCounts;
  readonly setAside: SetAsideStore;
  readonly versions: VersionStore;
}

export const openDatasetStores = ({ db }: Pick<Library, 'db'>): DatasetStores => ({
  datasets: new DatasetStore(db),
  items: new ItemStore(db),
  counts: new ItemCounts(db),
  setAside: new SetAsideStore(db),
  versions: new VersionStore(db),
});
