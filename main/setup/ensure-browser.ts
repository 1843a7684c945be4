import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { browserInstallPlans, type InstallMeans, type InstallPlan } from './browser-install-plan.ts';
import { findBrowser } from './find-browser.ts';
import { findProgram, isExecutable } from './find-program.ts';
import { lastUsefulLine, runProgram } from './run-program.ts';

/** Sees to it that a browser is there for the end-to-end tests; ends with code 0 in each case and says how it went. */
async function main(): Promise<void> {
  let browser = await findBrowser();
  if (!browser.found) {
    for (const plan of browserInstallPlans(await currentMeans())) {
      await follow(plan);
      browser = await findBrowser();
      if (browser.found) break;
    }
  }
  if (browser.found) console.log(`Browser: ${browser.path}, version ${browser.version}.`);
  else console.log(`Browser: none. ${browser.reason}\n  ${browser.next}`);
}

async function currentMeans(): Promise<InstallMeans> {
  const sudo = findProgram('sudo');
  const localPlaywright = fileURLToPath(new URL('../../node_modules/.bin/playwright', import.meta.url));
  return {
    aptGet: existsSync('/etc/debian_version') ? findProgram('apt-get') : undefined,
    isRoot: process.getuid?.() === 0,
    sudo: sudo !== undefined && (await runProgram(sudo, ['-n', 'true'])).ok ? sudo : undefined,
    playwright: isExecutable(localPlaywright) ? localPlaywright : undefined,
  };
}

async function follow({ name, commands }: InstallPlan): Promise<void> {
  console.log(`Browser: installing Chromium with ${name}; this takes a minute or two.`);
  for (const { program, args } of commands) {
    const result = await runProgram(program, args, {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      timeoutMs: 15 * 60_000,
    });
    if (!result.ok) {
      console.log(`Browser: ${name} failed: ${lastUsefulLine(result.stderr || result.stdout)}`);
      return;
    }
  }
}

await main();
