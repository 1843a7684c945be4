import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Asks axe-core about the page, or a part of it, and expects that it finds nothing. */
export async function expectAccessible(page: Page, part?: string): Promise<void> {
  // A window of Electron can open no second page, in which axe otherwise ends its work.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (part === undefined ? axe : axe.include(part)).analyze();
  const findings = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`),
  );
  expect(findings, 'findings of axe-core').toEqual([]);
}
