/** Where a command stands in the desktop menu. */
export type CommandMenu = 'file' | 'run' | 'face' | 'view' | 'go' | 'help';

/**
 * A command as both hosts see it; what it does lives in the page (renderer/commands).
 * The desktop menu sends `id` through the bridge. `keys` are joined by '+', 'mod' is ⌘ on macOS and Ctrl elsewhere;
 * no browser keeps one of them for itself, so that they work in both hosts.
 */
export interface CommandDescription {
  readonly id: string;
  readonly title: string;
  readonly keys?: string;
  readonly menu: CommandMenu;
}

/** Every command once, in the order of the menu; shortcuts and the palette read the same list. */
export const commandCatalogue = [
  { id: 'datasets.import-folder', title: 'Import folder…', keys: 'mod+O', menu: 'file' },
  { id: 'datasets.import-files', title: 'Import files…', keys: 'mod+shift+O', menu: 'file' },
  { id: 'datasets.draw-sample', title: 'Draw sample faces', menu: 'file' },
  { id: 'library.open', title: 'Open another library…', menu: 'file' },
  { id: 'library.show', title: 'Show the library in its folder', menu: 'file' },
  { id: 'runs.new', title: 'New run…', keys: 'mod+alt+N', menu: 'run' },
  { id: 'runs.pause', title: 'Pause training', keys: 'mod+alt+P', menu: 'run' },
  { id: 'runs.resume', title: 'Resume training', keys: 'mod+alt+R', menu: 'run' },
  { id: 'runs.stop', title: 'Stop training', menu: 'run' },
  { id: 'runs.hold-queue', title: 'Hold the queue, or let it go on', menu: 'run' },
  { id: 'explore.undo', title: 'Explore: one step back', keys: 'mod+alt+Z', menu: 'face' },
  { id: 'explore.redo', title: 'Explore: one step forward', keys: 'mod+alt+Y', menu: 'face' },
  { id: 'explore.any-seed', title: 'Explore: another seed', keys: 'mod+alt+F', menu: 'face' },
  { id: 'explore.turn-pad', title: 'Explore: other directions', keys: 'mod+alt+D', menu: 'face' },
  { id: 'explore.centre-pad', title: 'Explore: centre the map here', keys: 'mod+alt+M', menu: 'face' },
  { id: 'explore.pin-a', title: 'Explore: pin the face as A', keys: 'mod+alt+A', menu: 'face' },
  { id: 'explore.pin-b', title: 'Explore: pin the face as B', keys: 'mod+alt+B', menu: 'face' },
  { id: 'explore.pin-c', title: 'Explore: pin the face as C', keys: 'mod+alt+C', menu: 'face' },
  { id: 'explore.copy-vector', title: 'Explore: copy the vector', keys: 'mod+alt+V', menu: 'face' },
  { id: 'explore.save', title: 'Explore: save the face', keys: 'mod+alt+G', menu: 'face' },
  { id: 'go.datasets', title: 'Go to Datasets', keys: 'mod+alt+1', menu: 'go' },
  { id: 'go.train', title: 'Go to Train', keys: 'mod+alt+2', menu: 'go' },
  { id: 'go.models', title: 'Go to Models', keys: 'mod+alt+3', menu: 'go' },
  { id: 'go.compare', title: 'Go to Compare', keys: 'mod+alt+4', menu: 'go' },
  { id: 'go.explore', title: 'Go to Explore', keys: 'mod+alt+5', menu: 'go' },
  { id: 'go.gallery', title: 'Go to Gallery', keys: 'mod+alt+6', menu: 'go' },
  { id: 'view.palette', title: 'All commands…', keys: 'mod+K', menu: 'view' },
  { id: 'view.jobs', title: 'Show jobs', keys: 'mod+alt+J', menu: 'view' },
  { id: 'view.settings', title: 'Settings…', keys: 'mod+alt+S', menu: 'view' },
  { id: 'view.theme', title: 'Switch between dark and light', menu: 'view' },
  { id: 'help.manual', title: 'Help', keys: 'F1', menu: 'help' },
] as const satisfies readonly CommandDescription[];

export type CommandId = (typeof commandCatalogue)[number]['id'];
