import { expect, test, vi } from 'vitest';
import { askWhileTraining } from './ask-while-training.ts';
import { type QuitAnswer, QuitGuard } from './quit-guard.ts';

function setUp(isTraining: boolean, answer: QuitAnswer = 'keep-training') {
  const deps = {
    isTraining: () => isTraining,
    ask: vi.fn(async () => answer),
    closeStudio: vi.fn(async () => undefined),
    exit: vi.fn(),
  };
  const event = { preventDefault: vi.fn() };
  return { ...deps, event, guard: new QuitGuard(deps) };
}

test('quits without a question when nothing trains, after the studio is closed', async () => {
  const { guard, event, ask, closeStudio, exit } = setUp(false);
  await guard.request(event);
  expect(event.preventDefault).toHaveBeenCalledOnce();
  expect(ask).not.toHaveBeenCalled();
  expect(closeStudio).toHaveBeenCalledBefore(exit);
  expect(exit).toHaveBeenCalledOnce();
});

test('keeps training when asked to, and asks again the next time', async () => {
  const { guard, event, ask, exit } = setUp(true, 'keep-training');
  await guard.request(event);
  await guard.request(event);
  expect(ask).toHaveBeenCalledTimes(2);
  expect(exit).not.toHaveBeenCalled();
});

test('pauses and quits when asked to', async () => {
  const { guard, event, closeStudio, exit } = setUp(true, 'pause-and-quit');
  await guard.request(event);
  expect(closeStudio).toHaveBeenCalledBefore(exit);
});

test('asks once and closes once, however often quitting is wished for', async () => {
  const { guard, event, ask, closeStudio, exit } = setUp(true, 'pause-and-quit');
  await Promise.all([guard.request(event), guard.request(event), guard.request(event)]);
  await guard.request(event);
  expect(event.preventDefault).toHaveBeenCalledTimes(4);
  expect(ask).toHaveBeenCalledOnce();
  expect(closeStudio).toHaveBeenCalledOnce();
  expect(exit).toHaveBeenCalledOnce();
});

test('the end of a session asks nobody, and does not wait for a question that is open', async () => {
  const { guard, event, ask, closeStudio, exit } = setUp(true);
  const answered = Promise.withResolvers<QuitAnswer>();
  ask.mockReturnValue(answered.promise);
  const asked = guard.request(event);
  await guard.end();
  expect(closeStudio).toHaveBeenCalledBefore(exit);
  // Electron's own handling of a signal quits as well.
  await guard.request(event);
  answered.resolve('pause-and-quit');
  await asked;
  expect(ask).toHaveBeenCalledOnce();
  expect(closeStudio).toHaveBeenCalledOnce();
  expect(exit).toHaveBeenCalledOnce();
});

test('a studio that cannot close does not keep the program alive', async () => {
  const { guard, event, closeStudio, exit } = setUp(false);
  closeStudio.mockRejectedValue(new Error('disk gone'));
  await expect(guard.request(event)).rejects.toThrow('disk gone');
  expect(exit).toHaveBeenCalledOnce();
});

test('the question names both ways, and Escape keeps training', async () => {
  const show = vi.fn(async () => ({ response: 0 }));
  expect(await askWhileTraining(show)).toBe('pause-and-quit');
  expect(show).toHaveBeenCalledWith(
    expect.objectContaining({ buttons: ['Pause and quit', 'Keep training'], cancelId: 1 }),
  );
  expect(await askWhileTraining(async () => ({ response: 1 }))).toBe('keep-training');
});
