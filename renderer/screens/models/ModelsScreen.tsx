import { Button } from '@mantine/core';
import { IconBox } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ModelId } from '../../../main/contract/ids.ts';
import { studio } from '../../client/studio.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { FirstSteps, NextStepButton } from '../../components/FirstSteps.tsx';
import { LoadFailure } from '../../components/LoadFailure.tsx';
import { Loading } from '../../components/Loading.tsx';
import { SideScreen } from '../../components/Screen.tsx';
import { SideList, SidePanel } from '../../components/SidePanel.tsx';
import { ImportModelDialog } from './files/ImportModelDialog.tsx';
import { ModelImportProgress } from './files/ModelImportProgress.tsx';
import { ModelRow } from './ModelRow.tsx';
import { ModelView } from './ModelView.tsx';

/** All models at the left, one of them at the right. */
export function ModelsScreen({ modelId }: { modelId: ModelId | undefined }) {
  const { data: models, error } = useQuery(studio.models.list.queryOptions());
  const [isImporting, setIsImporting] = useState(false);
  const shown = models?.find(({ id }) => id === modelId) ?? models?.[0];

  return (
    <SideScreen
      side={
        <SidePanel
          label="Models"
          actions={
            <Button size="compact-sm" variant="default" onClick={() => setIsImporting(true)}>
              Import…
            </Button>
          }
        >
          <ModelImportProgress />
          <SideList label="Models">
            {models?.map((model) => (
              <ModelRow key={model.id} model={model} isSelected={model.id === shown?.id} />
            ))}
          </SideList>
        </SidePanel>
      }
    >
      {!models && (error ? <LoadFailure error={error} /> : <Loading />)}
      {shown && <ModelView key={shown.id} model={shown} />}
      {models?.length === 0 && <NoModels onImport={() => setIsImporting(true)} />}
      {isImporting && <ImportModelDialog onClose={() => setIsImporting(false)} />}
    </SideScreen>
  );
}

function NoModels({ onImport }: { onImport: () => void }) {
  return (
    <EmptyState
      icon={IconBox}
      title="No models yet"
      firstSteps={<FirstSteps />}
      actions={
        <>
          <NextStepButton />
          <Button variant="default" onClick={onImport}>
            Import a model…
          </Button>
        </>
      }
    >
      A model is a generator that you keep from a run, whatever becomes of the run. When a run draws faces
      that you like, press Keep as model there.
    </EmptyState>
  );
}
