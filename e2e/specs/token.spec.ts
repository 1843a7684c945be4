import { expect, test } from '../fixtures.ts';

test('a wrong token gets a page that says what to do', async ({ hostName, page, context }) => {
  test.skip(hostName === 'desktop', 'A window of its own needs no token.');
  const { origin } = new URL(page.url());
  const stranger = await context.browser()?.newPage();
  const answer = await stranger?.goto(`${origin}/?token=wrong`);
  expect(answer?.status()).toBe(401);
  await expect(stranger?.locator('body') ?? page).toContainText('The access token is missing or wrong.');
  await expect(stranger?.locator('body') ?? page).toContainText('Open the whole address');
});

test('the address loses its token at once', async ({ hostName, page }) => {
  test.skip(hostName === 'desktop', 'A window of its own needs no token.');
  expect(new URL(page.url()).search).toBe('');
});
