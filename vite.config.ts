import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The page: the same build is served to the desktop window and to browsers. */
export default defineConfig({
  root: 'renderer',
  plugins: [react()],
  // Nothing is inlined as data: URLs, so that the content security policy needs none.
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'es2024',
    assetsInlineLimit: 0,
    // Read by packaging/, not shipped: whose code is in the page.
    license: { fileName: 'licences.json' },
    // The page is loaded from this machine: one file costs less than a chain of small ones.
    chunkSizeWarningLimit: 2000,
  },
});
