import { VisuallyHidden } from '@mantine/core';
import { connection } from '../client/studio.ts';
import { useValueStore } from '../client/value-store.ts';
import { HelpPanel } from '../help/HelpPanel.tsx';
import { CompareScreen } from '../screens/compare/CompareScreen.tsx';
import { DatasetsScreen } from '../screens/datasets/DatasetsScreen.tsx';
import { ImportDialog } from '../screens/datasets/ImportDialog.tsx';
import { ExploreScreen } from '../screens/explore/ExploreScreen.tsx';
import { GalleryScreen } from '../screens/gallery/GalleryScreen.tsx';
import { ModelsScreen } from '../screens/models/ModelsScreen.tsx';
import { SettingsDialog } from '../screens/settings/SettingsDialog.tsx';
import { TrainScreen } from '../screens/train/TrainScreen.tsx';
import { currentView } from '../view-state.ts';
import { DropZone } from './DropZone.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { NavRail, screenTitles } from './NavRail.tsx';
import classes from './Shell.module.css';
import { StatusBar } from './StatusBar.tsx';
import { TitleBar } from './TitleBar.tsx';

/** The frame of the window: title bar, navigation, one screen, status bar. */
export function Shell() {
  const view = useValueStore(currentView);
  const state = useValueStore(connection.state);
  return (
    <div className={classes.shell}>
      <HelpPanel />
      <TitleBar />
      <NavRail screen={view.screen} />
      <main className={classes.main}>
        <VisuallyHidden component="h1">{screenTitles[view.screen]}</VisuallyHidden>
        {state === 'lost' && (
          <div role="status" className={classes.lost}>
            Connection to the studio lost, reconnecting.
          </div>
        )}
        <ErrorBoundary key={view.screen}>
          {view.screen === 'datasets' && <DatasetsScreen datasetId={view.datasetId} />}
          {view.screen === 'train' && <TrainScreen view={view} />}
          {view.screen === 'models' && <ModelsScreen modelId={view.modelId} />}
          {view.screen === 'explore' && <ExploreScreen from={view.from} />}
          {view.screen === 'compare' && <CompareScreen wanted={view.subjects} />}
          {view.screen === 'gallery' && <GalleryScreen from={view.from} />}
        </ErrorBoundary>
      </main>
      <StatusBar />
      <ImportDialog />
      <SettingsDialog />
      <DropZone />
    </div>
  );
}
