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
import { studio } from '../client/studio.ts';
import { isBusy } from '../runs/run-actions.ts';
import type { ScreenName } from '../view-state.ts';
import classes from './Shell.module.css';

const destinations: readonly { screen: ScreenName; label: string; icon: Icon }[] = [
  { screen: 'datasets', label: 'Datasets', icon: IconStack2 },
  { screen: 'train', label: 'Train', icon: IconChartLine },
  { screen: 'models', label: 'Models', icon: IconBox },
  { screen: 'compare', label: 'Compare', icon: IconColumns3 },
  { screen: 'explore', label: 'Explore', icon: IconMoodSmile },
  { screen: 'gallery', label: 'Gallery', icon: IconPhoto },
];

/** The screens, and a dot where something is going on. */
export function NavRail({ screen }: { screen: ScreenName }) {
  const isTraining = useQuery(studio.runs.list.queryOptions()).data?.some(isBusy) ?? false;
  return (
    <nav className={classes.nav} aria-label="Screens">
      {destinations.map(({ screen: target, label, icon: Picture }) => (
        <a
          key={target}
          href={`#/${target}`}
          aria-label={label}
          aria-current={target === screen ? 'page' : undefined}
        >
          <Picture size={20} stroke={1.6} aria-hidden />
          {label}
          {target === 'train' && isTraining && (
            <span className={classes.live} role="img" aria-label="training now" />
          )}
        </a>
      ))}
    </nav>
  );
}
