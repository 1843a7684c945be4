// @vitest-environment happy-dom
import { fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { renderPage } from '../testing/render-page.tsx';
import { setPanelWidth } from './panel-width.ts';
import { SidePanel } from './SidePanel.tsx';

vi.mock('../client/studio.ts', () => import('../testing/fake-studio.ts'));

afterEach(() => {
  vi.restoreAllMocks();
  localStorage.clear();
  setPanelWidth(undefined);
});

const panel = () => screen.getByRole('complementary', { name: 'Models' });
const edge = () => screen.getByRole('separator', { name: 'Width of Models' });
const open = () => renderPage(<SidePanel label="Models">Names</SidePanel>);
/** Moves the window to a display of this size. */
function moveTo(width: number, height: number): void {
  vi.spyOn(window.screen, 'width', 'get').mockReturnValue(width);
  vi.spyOn(window.screen, 'height', 'get').mockReturnValue(height);
  fireEvent(window, new Event('resize'));
}

test('arrow keys make it wider and narrower, within limits; a double click undoes that', async () => {
  const user = open();
  expect(panel().style.width).toBe('');
  edge().focus();
  await user.keyboard('{ArrowRight}{ArrowRight}{ArrowLeft}');
  expect(panel().style.width).toBe('264px');
  await user.keyboard('{ArrowLeft>30/}');
  expect(panel().style.width).toBe('180px');
  await user.dblClick(edge());
  expect(panel().style.width).toBe('');
});

test('it follows the pointer while that is down', () => {
  open();
  fireEvent.pointerMove(edge(), { pointerId: 1, clientX: 400 });
  expect(panel().style.width).toBe('');
  fireEvent.pointerDown(edge(), { pointerId: 1 });
  vi.spyOn(edge(), 'hasPointerCapture').mockReturnValue(true);
  fireEvent.pointerMove(edge(), { pointerId: 1, clientX: 333.4 });
  expect(panel().style.width).toBe('333px');
});

test('each display has its own width, which the next window takes', async () => {
  moveTo(1440, 900);
  const user = open();
  edge().focus();
  await user.keyboard('{ArrowRight}');
  expect(panel().style.width).toBe('264px');
  moveTo(2560, 1440);
  expect(panel().style.width).toBe('');
  moveTo(1440, 900);
  expect(panel().style.width).toBe('264px');
});
