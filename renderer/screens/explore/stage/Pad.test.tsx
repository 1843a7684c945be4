// @vitest-environment happy-dom
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { DirectionId, ModelId } from '../../../../main/contract/ids.ts';
import { answer, inputsOf } from '../../../testing/fake-studio.ts';
import { renderPage } from '../../../testing/render-page.tsx';
import { shownStep } from '../session/history.ts';
import { type Session, sessionOf } from '../session/session.ts';
import { Pad } from './Pad.tsx';

vi.mock('../../../client/studio.ts', () => import('../../../testing/fake-studio.ts'));

let count = 0;
let session: Session;

beforeEach(() => {
  answer({
    faces: {
      draw: ({ recipes }) => ({ pictures: recipes.map(() => 'data:image/png;base64,'), size: 32 }),
    },
  });
  session = sessionOf({ kind: 'model', id: ModelId.parse(`pad-${count++}`) });
});

const pad = () => screen.getByRole('slider', { name: /^Walk/ });
const place = () => pad().getAttribute('aria-valuetext');
const labels = () => session.history.get().steps.map(({ label }) => label);

test('arrow keys walk as soon as the screen is there; Shift takes larger steps, Home goes back', async () => {
  const user = renderPage(<Pad session={session} />);
  expect(document.activeElement).toBe(pad());
  await user.keyboard('{ArrowRight}');
  expect(place()).toBe('0.09 across, 0 up');
  await user.keyboard('{Shift>}{ArrowUp}{/Shift}');
  expect(place()).toBe('0.09 across, 0.36 up');
  await user.keyboard('{Home}');
  expect(place()).toBe('0 across, 0 up');
});

test('presses in a row make one step of the history', async () => {
  const user = renderPage(<Pad session={session} />);
  await user.keyboard('{ArrowRight}{ArrowRight}{ArrowDown}');
  expect(labels()).toEqual(['Seed 42', 'Walk']);
  expect(shownStep(session.history.get()).state).toMatchObject({ x: 0.18, y: -0.09 });
});

test('it cannot be left: its edge is the end', async () => {
  const user = renderPage(<Pad session={session} />);
  await user.keyboard('{Shift>}{ArrowLeft}{ArrowLeft}{ArrowLeft}{ArrowLeft}{/Shift}');
  expect(place()).toBe('-0.9 across, 0 up');
  expect(pad().getAttribute('aria-valuemin')).toBe('-0.9');
});

test('keys that are shortcuts do not walk', async () => {
  const user = renderPage(<Pad session={session} />);
  await user.keyboard('{Control>}{ArrowRight}{/Control}{Alt>}{ArrowRight}{/Alt}x');
  expect(place()).toBe('0 across, 0 up');
  expect(labels()).toEqual(['Seed 42']);
});

test('a wider map takes wider steps', async () => {
  const user = renderPage(<Pad session={session} />);
  await user.click(screen.getByRole('radio', { name: 'Far' }));
  pad().focus();
  await user.keyboard('{ArrowRight}');
  expect(place()).toBe('0.15 across, 0 up');
});

test('a drag follows the hand, and makes one step when it lets go', () => {
  renderPage(<Pad session={session} />);
  pad().getBoundingClientRect = () => new DOMRect(0, 0, 100, 100);
  pad().setPointerCapture = () => undefined;
  const at = (clientX: number, clientY: number) => ({ clientX, clientY, pointerId: 1, button: 0 });
  fireEvent.pointerMove(pad(), at(80, 50));
  expect(place()).toBe('0 across, 0 up');
  fireEvent.pointerDown(pad(), at(75, 50));
  expect(place()).toBe('0.45 across, 0 up');
  fireEvent.pointerMove(pad(), at(500, 25));
  expect(place()).toBe('0.9 across, 0.45 up');
  expect(labels()).toEqual(['Seed 42']);
  fireEvent.pointerUp(pad(), at(500, 25));
  expect(labels()).toEqual(['Seed 42', 'Walk']);
});

test('another button of the mouse does not walk', () => {
  renderPage(<Pad session={session} />);
  fireEvent.pointerDown(pad(), { clientX: 75, clientY: 50, pointerId: 1, button: 2 });
  expect(place()).toBe('0 across, 0 up');
});

test('the middle can be set anew once one has walked, and other directions be taken', async () => {
  const user = renderPage(<Pad session={session} />);
  const centre = screen.getByRole('button', { name: 'Centre here' });
  expect(centre).toHaveProperty('disabled', true);
  pad().focus();
  await user.keyboard('{ArrowRight}');
  expect(centre).toHaveProperty('disabled', false);
  const before = shownStep(session.history.get()).state.plane;
  await user.click(screen.getByRole('button', { name: 'Other directions' }));
  expect(shownStep(session.history.get()).state.plane).not.toBe(before);
});

test('along directions that were found, the keys move those, and there are no others to take', async () => {
  session.axes.set({ kind: 'directions', x: DirectionId.parse('age'), y: DirectionId.parse('light') });
  const user = renderPage(<Pad session={session} />);
  expect(screen.getByRole('button', { name: 'Other directions' })).toHaveProperty('disabled', true);
  await user.keyboard('{ArrowRight}');
  expect(shownStep(session.history.get()).state.edits).toEqual([{ direction: 'age', amount: 0.3 }]);
});

test('the face that was walked to is drawn', async () => {
  const user = renderPage(<Pad session={session} />);
  await user.keyboard('{ArrowRight}');
  await waitFor(() =>
    expect(inputsOf('faces.draw')).toContainEqual({
      from: session.from,
      recipes: [
        expect.objectContaining({ origin: expect.objectContaining({ kind: 'walk', x: 0.09, y: 0 }) }),
      ],
    }),
  );
});
