import type { Dataset } from '../../../../main/contract/datasets/datasets.ts';
import { mediaPath } from '../../../../main/contract/system/media.ts';
import classes from './new-run.module.css';

/** A handful of faces spread over the dataset. */
export function DatasetStrip({ dataset: { id, imageCount } }: { dataset: Dataset }) {
  const count = Math.min(shownAtMost, imageCount);
  const indices = Array.from({ length: count }, (_, i) => Math.floor((i * imageCount) / count));
  return (
    <div className={classes.strip} aria-hidden>
      {indices.map((index) => (
        <img key={index} src={mediaPath.datasetThumbnail(id, index)} alt="" />
      ))}
    </div>
  );
}

const shownAtMost = 16;
