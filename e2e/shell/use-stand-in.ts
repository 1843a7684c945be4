import { registerHooks } from 'node:module';

/** From here on `electron` is the stand-in, for imports and for packages that require it. */
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron'
      ? {
          url: new URL('electron-stand-in.ts', import.meta.url).href,
          shortCircuit: true,
          format: 'module-typescript',
        }
      : next(specifier, context),
});
