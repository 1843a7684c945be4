import type { Model } from '../../../main/contract/models.ts';
import { SideRow } from '../../components/SidePanel.tsx';
import { formatMoment } from '../../format.ts';
import { navigate } from '../../view-state.ts';
import { ModelFace } from './ModelFace.tsx';

/** A model in the list at the left: a face of its, its size and when it was made. */
export function ModelRow({ model, isSelected }: { model: Model; isSelected: boolean }) {
  return (
    <SideRow
      isSelected={isSelected}
      onSelect={() => navigate({ screen: 'models', modelId: model.id })}
      picture={<ModelFace model={model} index={0} />}
      title={model.name}
      detail={`${model.resolution} px · ${formatMoment(new Date(model.createdAt))}`}
    />
  );
}
