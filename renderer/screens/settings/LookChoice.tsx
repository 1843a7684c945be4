import { SegmentedControl } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Settings } from '../../../main/contract/system/system.ts';
import { studio } from '../../client/studio.ts';
import classes from './settings.module.css';

/** Dark or light, or as the system has it. */
export function LookChoice({ theme }: Pick<Settings, 'theme'>) {
  const change = useMutation(studio.system.settings.mutationOptions());
  return (
    <SegmentedControl
      aria-label="Look"
      className={classes.look}
      value={theme}
      onChange={(value) => change.mutate({ theme: Settings.shape.theme.parse(value) })}
      data={[
        { value: 'system', label: 'As the system' },
        { value: 'dark', label: 'Dark' },
        { value: 'light', label: 'Light' },
      ]}
    />
  );
}
