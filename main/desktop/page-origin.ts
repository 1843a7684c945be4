/** Scheme under which the windows' pages, their media and nothing else are served. */
export const pageScheme = 'studio';

/** The window's address. */
export const pageUrl = `${pageScheme}://app/`;

/** The address of the hidden window that has WebGPU: an origin of its own, which may ask the shell for nothing. */
export const gpuPageUrl = `${pageScheme}://gpu/`;

/** True for addresses of the window's own page. */
export const isPageUrl = (url: string): boolean => isOf('app', url);

/** True for addresses of the hidden window's page. */
export const isGpuPageUrl = (url: string): boolean => isOf('gpu', url);

function isOf(host: string, url: string): boolean {
  const parsed = URL.parse(url);
  return parsed?.protocol === `${pageScheme}:` && parsed.host === host;
}
