/** True in an installed program, which runs from an archive of this name (packaging/); a checkout's commands are not there. */
export const isInstalledProgram = import.meta.url.includes('/app.asar/');
