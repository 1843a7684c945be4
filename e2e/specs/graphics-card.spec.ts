import { expect, test } from '../fixtures.ts';
import { SettingsDialog } from '../pages/settings-dialog.ts';

test.use({ recipe: 'empty' });

/**
 * The browser host reaches a card through Dawn, the desktop program through a hidden window; where a machine has none, the
 * reason is that of WebGPU, and not that nobody answered.
 */
test('Settings name the card that WebGPU reaches, or say why it reaches none', async ({ page }) => {
  const settings = new SettingsDialog(page);
  await settings.open();
  await expect(settings.dialog.getByTestId('webgpu-card')).toHaveText(
    /reaches a card through (Dawn|Electron) \S+|no WebGPU here|finds no graphics card|refuses to compute|cannot be loaded/,
  );
});
