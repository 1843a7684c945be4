import {
  type Icon,
  IconBox,
  IconChartLine,
  IconColumns3,
  IconMoodSmile,
  IconPhoto,
  IconStack2,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { Run } from '../../main/contract/runs/runs.ts';
import { studio } from '../client/studio.ts';
import { isBusy } from '../runs/run-actions.ts';
import type { ScreenName } from '../view-state.ts';
import classes from './Shell.module.css';

/** What each screen is called. */
export const screenTitles: Readonly<Record<ScreenName, string>> = {
  datasets: 'Datasets',
  train: 'Train',
  models: 'Models',
  compare: 'Compare',
  explore: 'Explore',
  gallery: 'Gallery',
};

const destinations: readonly { screen: ScreenName; icon: Icon }[] = [
  { screen: 'datasets', icon: IconStack2 },
  { screen: 'train', icon: IconChartLine },
  { screen: 'models', icon: IconBox },
  { screen: 'compare', icon: IconColumns3 },
  { screen: 'explore', icon: IconMoodSmile },
  { screen: 'gallery', icon: IconPhoto },
];

/** One that waits elsewhere does not train yet. */
const trainsNow = (run: Run) => isBusy(run) && (run.whereabouts?.phase ?? 'training') === 'training';

/** The screens, and a dot where something is going on. */
export function NavRail({ screen }: { screen: ScreenName }) {
  const isTraining = useQuery(studio.runs.list.queryOptions()).data?.some(trainsNow) ?? false;
  return (
    <nav className={classes.nav} aria-label="Screens">
      {destinations.map(({ screen: target, icon: Picture }) => (
        <a
          key={target}
          href={`#/${target}`}
          aria-label={screenTitles[target]}
          aria-current={target === screen ? 'page' : undefined}
        >
          <Picture size={20} stroke={1.6} aria-hidden />
          {screenTitles[target]}
          {target === 'train' && isTraining && (
            <span className={classes.live} role="img" aria-label="training now" />
          )}
        </a>
      ))}
    </nav>
  );
}
