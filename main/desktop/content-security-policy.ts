/**
 * What the window's page may load and do: its own files, nothing from elsewhere, no code from strings. The value of the
 * Content-Security-Policy header.
 */
export const contentSecurityPolicy = headerOf({
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  // Mantine and the virtual grids place elements by style attributes.
  'style-src': ["'self'", "'unsafe-inline'"],
  // Faces that follow a hand come within answers, as data.
  'img-src': ["'self'", 'data:'],
  'font-src': ["'self'"],
  'connect-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
});

/** The hidden window's page may load its own script, and nothing else at all. WebGPU's shaders need no leave. */
export const gpuPagePolicy = headerOf({
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
  'require-trusted-types-for': ["'script'"],
  'trusted-types': ["'none'"],
});

function headerOf(directives: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(directives)
    .map(([name, sources]) => [name, ...sources].join(' '))
    .join('; ');
}
