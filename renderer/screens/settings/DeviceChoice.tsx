import { Select, Switch } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { EngineCandidate, EngineDevice } from '../../../main/contract/engines.ts';
import type { Settings } from '../../../main/contract/system/system.ts';
import { studio } from '../../client/studio.ts';
import classes from './settings.module.css';

/** What may compute, where there is a graphics card to choose. */
export function DeviceChoice({ candidates }: { candidates: readonly EngineCandidate[] }) {
  const settings = useQuery(studio.system.settings.queryOptions({ input: {} })).data;
  const change = useMutation(studio.system.settings.mutationOptions());
  const cards = devicesOf(candidates);
  if (settings === undefined || cards.length === 0) return null;
  const save = (patch: Partial<Settings>) => change.mutate(patch);
  return (
    <div className={classes.devices}>
      <Select
        label="Compute on"
        allowDeselect={false}
        value={cards.some(({ uuid }) => uuid === settings.device) ? settings.device : whole(settings.device)}
        data={[
          { value: 'auto', label: 'Whatever is fastest' },
          { value: 'processor', label: 'The processor' },
          ...cards.map(({ uuid, name }) => ({ value: uuid, label: name })),
        ]}
        onChange={(device) => device !== null && save({ device })}
      />
      <Switch
        label="Exact float32"
        description="Slower; cards round factors otherwise (TF32)"
        checked={settings.exactFloat32}
        onChange={(event) => save({ exactFloat32: event.currentTarget.checked })}
      />
      <Switch
        label="Half precision"
        description="Steps in bfloat16, where a card has it and proves right; not seen on a card yet"
        checked={settings.halfPrecision}
        onChange={(event) => save({ halfPrecision: event.currentTarget.checked })}
      />
    </div>
  );
}

/** A card that was chosen and has gone since is not shown as chosen. */
const whole = (device: string): string => (device === 'processor' ? device : 'auto');

function devicesOf(candidates: readonly EngineCandidate[]): EngineDevice[] {
  const devices = candidates.flatMap(({ device }) => device ?? []);
  return [...new Map(devices.map((device) => [device.uuid, device])).values()];
}
