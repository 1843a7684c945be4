import { expectAccessible } from '../accessibility.ts';
import { expect, test } from '../fixtures.ts';
import { HelpPanel } from '../pages/help-panel.ts';

test.use({ recipe: 'faces' });

test('F1 opens the manual, a search finds a word, and Escape gives the focus back', async ({
  page,
  datasets,
}) => {
  const help = new HelpPanel(page);
  const train = datasets.button('Train on this');
  await train.focus();
  await page.keyboard.press('F1');
  await expect(help.search).toBeFocused();
  await expect(help.panel.getByRole('button', { name: /^First steps/ })).toBeVisible();
  await expectAccessible(page, '#help-panel');

  await page.keyboard.type('trunkation');
  await expect(help.results.first()).toContainText('Truncation');
  await expectAccessible(page, '#help-panel');
  await page.keyboard.press('Enter');
  await expect(help.heading('Truncation')).toBeFocused();
  await expect(help.heading('Truncation')).toBeInViewport();
  await expectAccessible(page, '#help-panel');

  await page.keyboard.press('Escape');
  await expect(help.panel).toBeHidden();
  await expect(train).toBeFocused();

  await page.keyboard.press('F1');
  await expect(help.heading('Truncation')).toBeFocused();
  await page.keyboard.press('F1');
  await expect(help.panel).toBeHidden();
  await expect(train).toBeFocused();
});

test('the question mark beside a word opens its section, and links lead on', async ({ page, train }) => {
  const help = new HelpPanel(page);
  await train.open();
  await train.unfold('More settings');
  await help.mark('KID').click();
  await expect(help.heading('KID')).toBeInViewport();
  await expect(help.heading('KID')).toBeFocused();
  await help.mark('kimg').click();
  await expect(help.heading('kimg')).toBeFocused();
  await help.press('Back');
  await expect(help.heading('KID')).toBeInViewport();

  await help.panel.getByRole('link', { name: 'a photo as a face' }).click();
  await expect(help.heading('A photo as a face')).toBeFocused();
  await expect(help.heading('Explore and gallery')).toBeAttached();
  // The screen has stayed where it was, and keeps what was typed.
  await expect(train.button('Start training')).toBeVisible();

  await help.press('Contents');
  await help.panel.getByRole('button', { name: /^Import/ }).click();
  await expect(help.heading('Import')).toBeFocused();
  await help.press('Close help');
  await expect(help.panel).toBeHidden();
  await expect(help.mark('kimg')).toBeFocused();
});

test('a dialog stays open while the manual over it is read and closed', async ({ page }) => {
  const help = new HelpPanel(page);
  await page.keyboard.press('ControlOrMeta+Alt+s');
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await expect(settings).toBeVisible();
  await page.keyboard.press('F1');
  await help.panel.getByRole('button', { name: /^Words/ }).click();
  const article = help.panel.getByRole('article');
  await article.hover();
  await page.mouse.wheel(0, 600);
  await expect.poll(() => article.evaluate(({ scrollTop }) => scrollTop)).toBeGreaterThan(300);
  await page.keyboard.press('Escape');
  await expect(help.panel).toBeHidden();
  await expect(settings).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(settings).toBeHidden();
});

test('the palette and the title bar open it too', async ({ page }) => {
  const help = new HelpPanel(page);
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('textbox', { name: 'Search commands' }).fill('help');
  await page.keyboard.press('Enter');
  await expect(help.search).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(help.panel).toBeHidden();

  const entry = page.getByRole('banner').getByRole('button', { name: 'Help', exact: true });
  await entry.click();
  await expect(help.search).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(entry).toBeFocused();
});
