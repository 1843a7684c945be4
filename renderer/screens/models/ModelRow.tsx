import type { Model } from '../../../main/contract/models/models.ts';
import { formatScore } from '../../../main/contract/scores/scores.ts';
import { SideRow } from '../../components/SidePanel.tsx';
import { formatMoment } from '../../format.ts';
import { navigate } from '../../view-state.ts';
import { bestKid, useEvaluations } from './evaluations.ts';
import { ModelFace } from './ModelFace.tsx';

/** A model in the list at the left: a face of its, its size, when it was made, and how near it came to real ones. */
export function ModelRow({ model, isSelected }: { model: Model; isSelected: boolean }) {
  const kid = bestKid(useEvaluations(model) ?? []);
  const facts = [
    `${model.resolution} px`,
    ...(kid ? [`KID ${formatScore('kid', kid.value)}`] : []),
    formatMoment(new Date(model.createdAt)),
  ];
  return (
    <SideRow
      isSelected={isSelected}
      onSelect={() => navigate({ screen: 'models', modelId: model.id })}
      picture={<ModelFace model={model} index={0} />}
      title={model.name}
      detail={facts.join(' · ')}
    />
  );
}
