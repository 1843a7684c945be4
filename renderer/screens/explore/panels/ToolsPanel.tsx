import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { LatentSpace } from '../../../../main/contract/latents/space.ts';
import type { Session } from '../session/session.ts';
import { MixingTab } from './MixingTab.tsx';
import { PinsTab } from './PinsTab.tsx';
import classes from './panels.module.css';

const tools = { pins: 'Pins', mixing: 'Mixing' } as const;
type Tool = keyof typeof tools;
const isTool = (value: string): value is Tool => value in tools;

/** What can be done with faces, one thing at a time. */
export function ToolsPanel({ session, space }: { session: Session; space: LatentSpace }) {
  const [tool, setTool] = useState<Tool>('pins');
  return (
    <aside className={classes.panel} aria-label="Tools">
      <div className={classes.head}>
        <SegmentedControl
          aria-label="Tools"
          fullWidth
          value={tool}
          onChange={(value) => isTool(value) && setTool(value)}
          data={Object.entries(tools).map(([value, label]) => ({ value, label }))}
        />
      </div>
      <div className={classes.body}>
        {tool === 'pins' && <PinsTab session={session} />}
        {tool === 'mixing' && <MixingTab session={session} space={space} />}
      </div>
    </aside>
  );
}
