import { SegmentedControl } from '@mantine/core';
import type { LatentSpace } from '../../../../main/contract/latents/space.ts';
import { createValueStore, useValueStore } from '../../../client/value-store.ts';
import type { Session } from '../session/session.ts';
import { DirectionsTab } from './DirectionsTab.tsx';
import { MixingTab } from './MixingTab.tsx';
import { PhotoTab } from './PhotoTab.tsx';
import { PinsTab } from './PinsTab.tsx';
import classes from './panels.module.css';

const tools = { directions: 'Directions', pins: 'Pins', mixing: 'Mixing', photo: 'Photo' } as const;
export type ExploreTool = keyof typeof tools;
const isTool = (value: string): value is ExploreTool => value in tools;

/** The tool that is open; also for what opens one from elsewhere, such as a dropped photo. */
export const shownTool = createValueStore<ExploreTool>('directions');

/** What can be done with faces, one thing at a time. */
export function ToolsPanel({ session, space }: { session: Session; space: LatentSpace }) {
  const tool = useValueStore(shownTool);
  return (
    <aside className={classes.panel} aria-label="Tools">
      <div className={classes.head}>
        <SegmentedControl
          aria-label="Tools"
          fullWidth
          value={tool}
          onChange={(value) => isTool(value) && shownTool.set(value)}
          data={Object.entries(tools).map(([value, label]) => ({ value, label }))}
        />
      </div>
      <div className={classes.body}>
        {tool === 'directions' && <DirectionsTab session={session} />}
        {tool === 'pins' && <PinsTab session={session} />}
        {tool === 'mixing' && <MixingTab session={session} space={space} />}
        {tool === 'photo' && <PhotoTab session={session} />}
      </div>
    </aside>
  );
}
