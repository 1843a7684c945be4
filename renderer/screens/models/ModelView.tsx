import { type Model, modelFaceCount } from '../../../main/contract/models.ts';
import { ModelFace } from './ModelFace.tsx';
import { ModelHeader } from './ModelHeader.tsx';
import classes from './models.module.css';

const faceIndices = Array.from({ length: modelFaceCount }, (_, index) => index);

/** One model: what it is and can be used for, and the faces that stand for it. */
export function ModelView({ model }: { model: Model }) {
  return (
    <section className={classes.model} aria-label={`Model ${model.name}`}>
      <ModelHeader model={model} />
      <div className={classes.sheet}>
        <ul className={classes.faces} aria-label="Faces of the model">
          {faceIndices.map((index) => (
            <li key={index}>
              <ModelFace model={model} index={index} />
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
