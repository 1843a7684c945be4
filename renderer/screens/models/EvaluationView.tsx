import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { type Evaluation, evaluationPictureCatalogue } from '../../../main/contract/models/evaluation.ts';
import { isJudged, type JudgementOrReason } from '../../../main/contract/scores/judgement.ts';
import {
  EmbeddingId,
  embeddingCatalogue,
  FeatureScores,
  PictureScores,
} from '../../../main/contract/scores/scores.ts';
import { mediaPath } from '../../../main/contract/system/media.ts';
import { formatCount, formatDuration, formatMoment } from '../../format.ts';
import { HelpMark } from '../../help/HelpMark.tsx';
import classes from './models.module.css';
import { ScoreTable } from './ScoreTable.tsx';

/** The scores of one evaluation with their protocol and what gives them a scale, and its pictures. */
export function EvaluationView({ evaluation }: { evaluation: Evaluation }) {
  const { kid, byEmbedding, count, seed, engine, seconds, createdAt, datasetMissing, pictures } = evaluation;
  const headline = ('value' in kid && kid.embedding) || 'face';
  const [embedding, setEmbedding] = useState<EmbeddingId>(headline);
  const features = byEmbedding[embedding];

  return (
    <>
      <p className={classes.protocol}>
        {formatMoment(new Date(createdAt))}: {formatCount(count)} latents of seed {seed}, {engine}, took{' '}
        {formatDuration(seconds)}. Scores stand beside those of other <strong>real</strong> pictures, as good
        as can be, and of <strong>blurred</strong> real ones, bad; the bar runs from one to the other.
      </p>
      {datasetMissing && <p className={classes.missing}>{datasetMissing}</p>}
      <section aria-label="Likeness and variety">
        <div className={classes.part}>
          <h2>Likeness and variety</h2>
          <HelpMark topic="embedding" />
          <SegmentedControl
            aria-label="Seen through"
            value={embedding}
            onChange={setEmbedding}
            data={EmbeddingId.options.map((id) => ({ value: id, label: embeddingCatalogue[id].title }))}
          />
        </div>
        <p className={classes.hint}>
          {embeddingCatalogue[embedding].explanation} Scores of different embeddings are different scales.
        </p>
        <ScoreTable rows={featureMetrics.map((id) => [id, features[id]])} />
      </section>
      {evaluation.judgement && <JudgeSection judgement={evaluation.judgement} />}
      <section aria-label="Copies and the discriminator">
        <div className={classes.part}>
          <h2>Variety, copies and the discriminator</h2>
        </div>
        <ScoreTable rows={pictureMetrics.map((id) => [id, evaluation[id]])} />
      </section>
      {pictures.map((name) => {
        const { title, explanation } = evaluationPictureCatalogue[name];
        return (
          <figure key={name} className={classes.figure}>
            <figcaption>
              <h2>{title}</h2>
              <p className={classes.hint}>{explanation}</p>
            </figcaption>
            <img src={mediaPath.evaluation(evaluation, name)} alt={title} loading="lazy" />
          </figure>
        );
      })}
    </>
  );
}

function JudgeSection({ judgement }: { judgement: JudgementOrReason }) {
  const { title, explanation } = embeddingCatalogue.judge;
  return (
    <section aria-label={title}>
      <div className={classes.part}>
        <h2>{title}</h2>
        <HelpMark topic="judge" />
      </div>
      {isJudged(judgement) ? (
        <>
          <p className={classes.hint}>
            {explanation} It is {judgement.judge.network} of {judgement.judge.package}{' '}
            {judgement.judge.version}.
          </p>
          <ScoreTable
            rows={[
              ['kid', judgement.kid],
              ['coverage', judgement.coverage],
            ]}
          />
        </>
      ) : (
        <p className={classes.missing}>{judgement.reason}</p>
      )}
    </section>
  );
}

const featureMetrics = FeatureScores.keyof().options;
const pictureMetrics = PictureScores.keyof().options;
