/** What every window of the program is held to: its page has nothing of Node, and only what its preload hands over. */
export const webPreferences = (preloadFile: string) => ({
  preload: preloadFile,
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  webSecurity: true,
  spellcheck: false,
});
