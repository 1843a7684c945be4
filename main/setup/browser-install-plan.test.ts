import { expect, test } from 'vitest';
import { browserInstallPlans } from './browser-install-plan.ts';

const aptGet = '/usr/bin/apt-get';
const sudo = '/usr/bin/sudo';

test('root on Debian uses apt-get directly, Playwright comes second', () => {
  const plans = browserInstallPlans({ aptGet, isRoot: true, sudo, playwright: '/bin/playwright' });
  expect(plans.map((plan) => plan.name)).toEqual(['apt-get', 'Playwright']);
  expect(plans[0]?.commands).toEqual([
    { program: aptGet, args: ['update'] },
    { program: aptGet, args: ['install', '-y', '--no-install-recommends', 'chromium'] },
  ]);
});

test('others need sudo that asks nothing', () => {
  const [plan] = browserInstallPlans({ aptGet, isRoot: false, sudo });
  expect(plan?.commands.map(({ program, args }) => [program, args[0]])).toEqual([
    [sudo, '-n'],
    [sudo, '-n'],
  ]);
  expect(browserInstallPlans({ aptGet, isRoot: false })).toEqual([]);
});

test('without any means there is no plan', () => {
  expect(browserInstallPlans({ isRoot: true, sudo })).toEqual([]);
});
