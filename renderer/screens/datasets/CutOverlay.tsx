import type { Dataset, DatasetItem } from '../../../main/contract/datasets/datasets.ts';
import { mediaPath } from '../../../main/contract/system/media.ts';
import classes from './datasets.module.css';

/** The whole photo, with the square that was cut out and the eyes that it was laid by; room is left for a square beyond it. */
export function CutOverlay({ dataset, item }: { dataset: Dataset; item: DatasetItem }) {
  const { face, sourceWidth: width, sourceHeight: height } = item;
  if (!face) return null;
  const radius = Math.max(width, height) / 90;
  const points = [...face.corners, { x: 0, y: 0 }, { x: width, y: height }];
  const left = Math.min(...points.map(({ x }) => x));
  const top = Math.min(...points.map(({ y }) => y));
  const boxWidth = Math.max(...points.map(({ x }) => x)) - left;
  const boxHeight = Math.max(...points.map(({ y }) => y)) - top;
  return (
    <svg
      className={classes.cut}
      viewBox={`${left} ${top} ${boxWidth} ${boxHeight}`}
      role="img"
      aria-label="Where this face was cut from"
    >
      <image href={mediaPath.datasetPreview(dataset.id, item.index)} width={width} height={height} />
      <polygon points={face.corners.map(({ x, y }) => `${x},${y}`).join(' ')} />
      {[face.leftEye, face.rightEye].map(({ x, y }) => (
        <circle key={x} cx={x} cy={y} r={radius} />
      ))}
    </svg>
  );
}
