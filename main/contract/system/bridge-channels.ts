/** Names of the messages between the preload and the desktop's main process; the page never sees them. */
export const bridgeChannel = {
  /** Page → main, with a nonce: asks for a line to the studio. */
  connect: 'faceloom:connect',
  /** Main → preload, with the nonce and a port. */
  port: 'faceloom:port',
  chooseSources: 'faceloom:choose-sources',
  chooseDirectory: 'faceloom:choose-directory',
  showInFolder: 'faceloom:show-in-folder',
  dragOut: 'faceloom:drag-out',
  recentLibraries: 'faceloom:recent-libraries',
  openLibrary: 'faceloom:open-library',
  /** Page → main: from now on it takes paths that are opened. */
  takeOpenPaths: 'faceloom:take-open-paths',
  /** Main → preload, with paths that were opened. */
  openPaths: 'faceloom:open-paths',
  /** Main → preload, with a command's id. */
  command: 'faceloom:command',
} as const;
