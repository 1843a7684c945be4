import { cp } from 'node:fs/promises';
import path from 'node:path';
import { build, type InlineConfig } from 'vite';

/** `node build.config.ts [renderer|preload|gpu-page|gpu-preload|desktop|compute…]`: builds these targets, or all, into dist/. */

const root = import.meta.dirname;

interface NodeTarget {
  entry: string;
  /** Path below dist/ of the one file that is written. */
  output: string;
  format: 'es' | 'cjs';
  isExternal(id: string): boolean;
  /** Folder that the program reads when it runs, copied beside its file. */
  folder?: string;
}

/** What is not a file of ours: npm packages and Node's own modules, resolved when the program runs. */
const isPackage = (id: string) => !id.startsWith('.') && !path.isAbsolute(id);

/** Programs of the main side; the page has its own configuration, vite.config.ts. */
const nodeTargets: Readonly<Record<string, NodeTarget>> = {
  // A sandboxed preload must be one CommonJS file and can load electron alone.
  preload: {
    entry: 'preload/preload.ts',
    output: 'preload/preload.cjs',
    format: 'cjs',
    isExternal: (id) => id === 'electron',
  },
  // Of the hidden window that has WebGPU.
  'gpu-preload': {
    entry: 'preload/gpu-preload.ts',
    output: 'gpu-preload/gpu-preload.cjs',
    format: 'cjs',
    isExternal: (id) => id === 'electron',
  },
  desktop: { entry: 'main/desktop/main.ts', output: 'desktop/main.js', format: 'es', isExternal: isPackage },
  compute: {
    entry: 'main/compute/main.ts',
    output: 'compute/main.js',
    format: 'es',
    isExternal: isPackage,
    folder: 'main/compute/models/formats/html/faces-page',
  },
};

function nodeConfig({ entry, output, format, isExternal }: NodeTarget): InlineConfig {
  return {
    configFile: false,
    root,
    logLevel: 'warn',
    build: {
      ssr: entry,
      target: 'node24',
      outDir: path.join('dist', path.dirname(output)),
      emptyOutDir: true,
      minify: false,
      sourcemap: format === 'es',
      rolldownOptions: {
        external: isExternal,
        output: { format, entryFileNames: path.basename(output), codeSplitting: false },
      },
    },
    // Vite would otherwise decide by package.json what a server build bundles.
    ssr: { noExternal: true },
  };
}

const configs: Readonly<Record<string, InlineConfig>> = {
  renderer: {
    root: path.join(root, 'renderer'),
    configFile: path.join(root, 'vite.config.ts'),
    logLevel: 'warn',
  },
  // The page of the hidden window: the executor, and nothing of the studio's page.
  'gpu-page': {
    root: path.join(root, 'main/gpu/page'),
    configFile: false,
    logLevel: 'warn',
    build: {
      outDir: path.join(root, 'dist/gpu-page'),
      emptyOutDir: true,
      target: 'es2024',
      assetsInlineLimit: 0,
      modulePreload: false,
      license: { fileName: 'licences.json' },
    },
  },
  ...Object.fromEntries(Object.entries(nodeTargets).map(([name, target]) => [name, nodeConfig(target)])),
};

const asked = process.argv.slice(2);
for (const name of asked.length > 0 ? asked : Object.keys(configs)) {
  const config = configs[name];
  if (config === undefined) {
    throw new Error(`There is no build target ${name}; there are: ${Object.keys(configs).join(', ')}.`);
  }
  await build(config);
  const { output, folder } = nodeTargets[name] ?? {};
  if (output !== undefined && folder !== undefined) {
    const beside = path.join(root, 'dist', path.dirname(output), path.basename(folder));
    await cp(path.join(root, folder), beside, { recursive: true });
  }
  process.stdout.write(`built ${name}\n`);
}
