import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Asks axe-core about the page, or a part of it, once it has come to rest, and expects that it finds nothing. */
export async function expectAccessible(page: Page, part?: string): Promise<void> {
  await comeToRest(page);
  // A window of Electron can open no second page, in which axe otherwise ends its work.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (part === undefined ? axe : axe.include(part)).analyze();
  const findings = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`),
  );
  expect(findings, 'findings of axe-core').toEqual([]);
}

/** Waits for what fades in or moves: until then its letters are paler than they will be. What goes on for ever stays. */
const comeToRest = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const moving = () =>
      document.getAnimations().filter(({ playState, effect }) => {
        const { endTime } = effect?.getComputedTiming() ?? {};
        return playState === 'running' && Number.isFinite(Number(endTime));
      });
    // A transition begins in the second frame after what it is of has appeared.
    const twoFrames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    do {
      await twoFrames();
      await Promise.allSettled(moving().map(({ finished }) => finished));
    } while (moving().length > 0);
  });
