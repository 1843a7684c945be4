/** What a package holds beside the built programs, as data; npm packages' code is found by tracing, see stage-app.ts. */

/** Programs whose imports are traced. The preload and the page are whole in one file each. */
export const programs = ['dist/desktop/main.js', 'dist/compute/main.js'] as const;

/** Built files that are taken over as they are, and those that help developers alone. */
export const builtFiles = { wanted: ['dist/**'], unwanted: ['dist/**/*.map', 'dist/*/licences.json'] };

/** Whose code is bundled into the pages, as their builds say. */
export const bundledLicences = ['dist/renderer/licences.json', 'dist/gpu-page/licences.json'] as const;

/** Files of npm packages that are opened by their path, which no import tells. */
export const openedByPath: Readonly<Record<string, readonly string[]>> = {
  '@tensorflow/tfjs-backend-wasm': ['dist/*.wasm'],
  '@vladmandic/face-api': [
    'package.json',
    'model/face_recognition_model-weights_manifest.json',
    'model/face_recognition_model.bin',
  ],
  '@vladmandic/human': [
    'package.json',
    'dist/human.node.js',
    'dist/human.node-{gpu,wasm}.js',
    'models/{blazeface,facemesh,faceres}.{json,bin}',
  ],
};

/** The native library of sharp, which differs by system: `linux-x64`, `darwin-arm64`, `win32-x64` … */
export const nativeImages = (target: string) => [`@img/sharp-${target}`, `@img/sharp-libvips-${target}`];

/**
 * What the tracing finds and an installed program never reaches: Electron itself is the program, node-pre-gyp holds
 * tools for building addons behind functions that nobody calls, and Dawn cannot be loaded by Electron, whose own WebGPU is used.
 */
export const neverReached = [
  'node_modules/electron/**',
  'node_modules/@electron/**',
  'node_modules/@electron-internal/**',
  'node_modules/node-gyp/**',
  'node_modules/webgpu/**',
  'node_modules/npm/**',
  'node_modules/@tensorflow/tfjs-node-gpu/{binding,lib,scripts,src}/**',
  '**/*.{map,md,d.ts,html,cs,gyp,sh,bat,ps1}',
] as const;
