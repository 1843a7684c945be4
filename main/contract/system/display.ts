/** Whether a window can be opened at all: systems other than macOS and Windows name their display in the environment. */
export const hasDisplay = (platform: string, env: Readonly<Record<string, string | undefined>>): boolean =>
  platform === 'darwin' || platform === 'win32' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
