import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { StudioError } from '../main/contract/errors.ts';
import { openProgressLine } from '../main/setup/progress-line.ts';
import { makePackage } from './make-package.ts';
import { packageOptions, packageTargets } from './targets.ts';

const projectDir = path.dirname(import.meta.dirname);

/**
 * `npm run package -- --linux|--mac|--win [--dir] [--electron FOLDER] [--output FOLDER]`: builds the programs and makes
 * the package in release/, or in the folder that is given. Ends with 2 for options that do not fit, and 1 where a package cannot be made.
 */
async function main(): Promise<number> {
  const options = readOptions();
  if (options === undefined) {
    console.error(
      'Usage: npm run package -- --linux|--mac|--win [--dir] [--electron FOLDER] [--output FOLDER]',
    );
    return 2;
  }
  const build = spawn(process.execPath, [path.join(projectDir, 'build.config.ts')], {
    cwd: projectDir,
    stdio: 'inherit',
  });
  const [code] = await once(build, 'close');
  if (code !== 0) return 1;
  const line = openProgressLine(process.stdout, 'Package');
  try {
    const made = await makePackage({
      ...options,
      report: line.report,
    });
    line.close();
    for (const file of made) console.log(path.relative(projectDir, file));
    return 0;
  } catch (error) {
    line.close();
    const next = error instanceof StudioError ? `\n  ${error.data.next}` : '';
    console.error(
      `The package was not made: ${error instanceof Error ? error.message : String(error)}${next}`,
    );
    return 1;
  }
}

function readOptions() {
  try {
    const { values } = parseArgs({ options: packageOptions });
    const asked = packageTargets.filter(({ name }) => values[name]);
    const [target] = asked;
    if (target === undefined || asked.length > 1) return undefined;
    return {
      target,
      dirOnly: values.dir,
      outputDir: values.output ? path.resolve(values.output) : path.join(projectDir, 'release'),
      ...(values.electron ? { electronDist: path.resolve(values.electron) } : {}),
    };
  } catch {
    // An option that does not exist: the usage says which ones do.
    return undefined;
  }
}

process.exitCode = await main();
