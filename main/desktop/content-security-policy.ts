/** What the page may load and do: its own files, nothing from elsewhere, no code from strings. */
const directives: Readonly<Record<string, readonly string[]>> = {
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
};

/** The value of the Content-Security-Policy header. */
export const contentSecurityPolicy = Object.entries(directives)
  .map(([name, sources]) => [name, ...sources].join(' '))
  .join('; ');
