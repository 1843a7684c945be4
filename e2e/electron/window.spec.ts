import { expect, test } from '../fixtures.ts';

/** What no stand-in can show: Chromium's sandbox, and a window that is kept to its page. */
test.use({ recipe: 'empty' });

test('the page has nothing of Node and nothing of Electron but the bridge', async ({ page }) => {
  const found = await page.evaluate(() => ({
    address: window.location.href.replace(/#.*/, ''),
    isSecure: window.isSecureContext,
    node: ['process', 'require', 'module', 'Buffer', 'global'].filter((name) => name in window),
    bridge: Object.keys(window.faceloom ?? {}).sort(),
  }));
  expect(found).toMatchObject({ address: 'studio://app/', isSecure: true, node: [] });
  expect(found.bridge).toContain('connect');
  expect(found.bridge).not.toContain('ipcRenderer');
});

test('the window stays on its page, and opens no other', async ({ page, datasets }) => {
  expect(await page.evaluate(() => window.open('https://www.example.org/') === null)).toBe(true);
  await page.evaluate(() => {
    window.location.href = 'https://www.example.org/';
  });
  await expect(datasets.emptyState('Drop a folder of face photos here')).toBeVisible();
  expect(page.url()).toMatch(/^studio:\/\/app\//);
});

test('the page is denied what Chromium would ask a person for', async ({ page }) => {
  const states = await page.evaluate(async () => {
    const names = ['geolocation', 'notifications', 'camera', 'microphone'];
    const found = names.map((name) => navigator.permissions.query({ name: name as PermissionName }));
    return (await Promise.all(found)).map(({ state }) => state);
  });
  expect(states).toEqual(['denied', 'denied', 'denied', 'denied']);
});
