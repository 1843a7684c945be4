/** Names of the messages between the preload and the desktop's main process; the page never sees them. */
export const bridgeChannel = {
  /** Page → main, with a nonce: asks for a line to the studio. */
  connect: 'faceloom:connect',
  /** Main → preload, with the nonce and a port. */
  port: 'faceloom:port',
  chooseSources: 'faceloom:choose-sources',
  chooseDirectory: 'faceloom:choose-directory',
  /** Main → preload, with a command's id. */
  command: 'faceloom:command',
} as const;
