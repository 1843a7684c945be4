import type { Page } from '@playwright/test';

export type Screen = 'Datasets' | 'Train' | 'Gallery';

/** Goes to a screen by the navigation at the left. */
export async function goTo(window: Page, screen: Screen): Promise<void> {
  await window.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: screen }).click();
}

/** Opens the palette and runs the command with this title. */
export async function runCommand(window: Page, title: string): Promise<void> {
  await window.keyboard.press('ControlOrMeta+K');
  await window.getByRole('textbox', { name: 'Search commands' }).fill(title);
  await window.keyboard.press('Enter');
}
