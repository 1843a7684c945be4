import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import { parseCim, parsePmset, readBattery, readSysfs } from './battery.ts';

const place = tempFolderPerTest();

/** A folder of supplies as the kernel of Linux shows them. */
function supplies(all: Record<string, Record<string, string>>): string {
  const dir = place('power_supply');
  mkdirSync(dir);
  for (const [name, fields] of Object.entries(all)) {
    mkdirSync(path.join(dir, name));
    for (const [key, value] of Object.entries(fields)) writeFileSync(path.join(dir, name, key), `${value}\n`);
  }
  return dir;
}

test('Linux: the fullest battery counts, mice and mains do not', async () => {
  const dir = supplies({
    ADP1: { type: 'Mains', online: '0' },
    BAT0: { type: 'Battery', scope: 'System', capacity: '4', status: 'Discharging' },
    BAT1: { type: 'Battery', capacity: '55', status: 'Discharging' },
    'hidpp-0': { type: 'Battery', scope: 'Device', capacity: '90', status: 'Discharging' },
  });
  expect(await readSysfs(dir)).toEqual({ percent: 55, isDischarging: true });
});

test.each(['Charging', 'Full', 'Not charging', 'Unknown'])(
  'Linux: a battery that is %s is not discharging',
  async (status) => {
    const dir = supplies({ BAT0: { type: 'Battery', capacity: '80', status } });
    expect(await readSysfs(dir)).toEqual({ percent: 80, isDischarging: false });
  },
);

test.each([{}, { type: 'Battery' }, { type: 'Battery', capacity: '' }, { type: 'Battery', capacity: 'x' }])(
  'Linux: a supply that says %o is passed over',
  async (fields) => {
    expect(await readSysfs(supplies({ BAT0: fields }))).toBeUndefined();
  },
);

test.each([
  [
    `Now drawing from 'Battery Power'\n -InternalBattery-0 (id=4522083)\t85%; discharging; 3:10 remaining present: true\n`,
    { percent: 85, isDischarging: true },
  ],
  [
    `Now drawing from 'AC Power'\n -InternalBattery-0 (id=4522083)\t9%; charging; 1:02 remaining present: true\n`,
    { percent: 9, isDischarging: false },
  ],
  [
    `Now drawing from 'AC Power'\n -InternalBattery-0 (id=1)\t80%; AC attached; not charging present: true\n`,
    { percent: 80, isDischarging: false },
  ],
  [`Now drawing from 'AC Power'\n`, undefined],
])('macOS: %j', (text, battery) => {
  expect(parsePmset(text)).toEqual(battery);
});

test.each([
  ['[{"EstimatedChargeRemaining":12,"BatteryStatus":1}]', { percent: 12, isDischarging: true }],
  ['[{"EstimatedChargeRemaining":101,"BatteryStatus":2}]', { percent: 100, isDischarging: false }],
  ['[{"EstimatedChargeRemaining":3,"BatteryStatus":5}]', { percent: 3, isDischarging: true }],
  ['[]', undefined],
])('Windows: %s', (text, battery) => {
  expect(parseCim(text)).toEqual(battery);
});

test('Linux: a container has no supplies', async () => {
  expect(await readSysfs(place('nothing'))).toBeUndefined();
});

test('a system that cannot be asked has none', async () => {
  expect(await readBattery('aix')).toBeUndefined();
});
