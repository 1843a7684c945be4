import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';

test.use({ recipe: 'trained' });

interface Press {
  key: string;
  /** Place of the key, by the letter that a US keyboard has there. */
  code: string;
  keyCode: number;
  modifiers: number;
}

/** Bits of the debugging protocol for what is held. */
const control = 2;
const controlAlt = 1 + control;

/** Presses a key of another keyboard layout, through the browser's own handling of input. */
async function pressKey(page: Page, { keyCode, ...press }: Press): Promise<void> {
  const line = await page.context().newCDPSession(page);
  const event = { ...press, windowsVirtualKeyCode: keyCode };
  await line.send('Input.dispatchKeyEvent', { type: 'keyDown', ...event });
  await line.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
  await line.detach();
}

test('one step back is the key that says Z on a German keyboard, one forward the Y', async ({
  page,
  explore,
}) => {
  await explore.open();
  await expect(explore.neighbours).toHaveCount(25);
  const first = await explore.picture();
  await explore.pad.focus();
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(() => explore.picture()).not.toBe(first);
  const second = await explore.picture();

  await pressKey(page, { key: 'z', code: 'KeyY', keyCode: 90, modifiers: controlAlt });
  await expect.poll(() => explore.picture()).toBe(first);
  await pressKey(page, { key: 'y', code: 'KeyZ', keyCode: 89, modifiers: controlAlt });
  await expect.poll(() => explore.picture()).toBe(second);
  // Without Alt too, which is the screen's own.
  await pressKey(page, { key: 'z', code: 'KeyY', keyCode: 90, modifiers: control });
  await expect.poll(() => explore.picture()).toBe(first);
});

test('screens by the digits of a French keyboard, commands by Dvorak and Russian ones', async ({ page }) => {
  await pressKey(page, { key: 'é', code: 'Digit2', keyCode: 50, modifiers: controlAlt });
  await expect(page.getByRole('link', { name: 'Train' })).toHaveAttribute('aria-current', 'page');
  await pressKey(page, { key: '(', code: 'Digit5', keyCode: 53, modifiers: controlAlt });
  await expect(page.getByRole('link', { name: 'Explore' })).toHaveAttribute('aria-current', 'page');

  await pressKey(page, { key: 'j', code: 'KeyC', keyCode: 74, modifiers: controlAlt });
  await expect(page.getByRole('region', { name: 'Jobs' })).toBeVisible();
  await pressKey(page, { key: 'л', code: 'KeyK', keyCode: 75, modifiers: control });
  await expect(page.getByRole('textbox', { name: 'Search commands' })).toBeVisible();
});

/** Whether a press of AltGr, as Windows tells it, is left to the field that has the focus. */
const isLeftToField = (page: Page, press: Omit<KeyboardEventInit, 'view'>) =>
  page.evaluate(
    (init) =>
      document.activeElement?.dispatchEvent(
        new KeyboardEvent('keydown', { ...init, bubbles: true, cancelable: true }),
      ),
    press,
  );

test('letters that AltGr writes are left to the text', async ({ page }) => {
  await page.keyboard.press('ControlOrMeta+k');
  await expect(page.getByRole('textbox', { name: 'Search commands' })).toBeFocused();
  const polish = { key: 'ś', code: 'KeyS', keyCode: 83 };
  const german = { key: '{', code: 'Digit7', keyCode: 55 };
  for (const press of [polish, german])
    for (const held of [
      { ctrlKey: true, altKey: true },
      { modifierAltGraph: true },
      { ctrlKey: true, altKey: true, modifierAltGraph: true },
    ])
      expect(await isLeftToField(page, { ...press, ...held })).toBe(true);
  await expect(page.getByRole('dialog', { name: 'Settings' })).toHaveCount(0);

  // Ctrl+Alt+S on a keyboard that has no letter there is the command.
  await pressKey(page, { key: 's', code: 'KeyS', keyCode: 83, modifiers: controlAlt });
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
});
