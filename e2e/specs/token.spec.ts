import { expect, test } from '../fixtures.ts';

test.beforeEach(({ hostName }) => {
  test.skip(hostName === 'desktop', 'A window of its own needs no token.');
});

test('a wrong token gets a page that says what to do', async ({ page }) => {
  const stranger = await page.context().browser()?.newContext();
  if (stranger === undefined) throw new Error('the page belongs to no browser');
  const other = await stranger.newPage();
  const answer = await other.goto(new URL('/?token=wrong', page.url()).href);
  expect(answer?.status()).toBe(401);
  await expect(other.locator('body')).toContainText('The access token is missing or wrong.');
  await expect(other.locator('body')).toContainText('Open the whole address');
  await stranger.close();
});

test('the address loses its token at once', async ({ page }) => {
  expect(new URL(page.url()).search).toBe('');
});
