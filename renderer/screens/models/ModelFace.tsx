import { useState } from 'react';
import type { Model } from '../../../main/contract/models/models.ts';
import { mediaPath } from '../../../main/contract/system/media.ts';
import classes from './models.module.css';

interface Props {
  model: Model;
  index: number;
}

/** One of the faces that stand for a model; its place stays empty where it cannot be drawn. */
export function ModelFace({ model, index }: Props) {
  const [isBroken, setIsBroken] = useState(false);
  if (isBroken) return <span className={classes.noFace} title="This face could not be drawn" />;
  return (
    <img
      className={classes.face}
      data-pixelated={model.resolution < 128 || undefined}
      src={mediaPath.modelFace(model.id, index)}
      alt={`Face ${index + 1} of ${model.name}`}
      decoding="async"
      draggable={false}
      onError={() => setIsBroken(true)}
    />
  );
}
