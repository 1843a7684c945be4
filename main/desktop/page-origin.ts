/** Scheme under which the window's page, its media and nothing else are served. */
export const pageScheme = 'studio';

/** The window's address. */
export const pageUrl = `${pageScheme}://app/`;

/** True for addresses of the window's own page. */
export function isPageUrl(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed?.protocol === `${pageScheme}:` && parsed.host === 'app';
}
