/** Hands a file to the browser's downloads; on the desktop the shell asks where to. */
export function saveBlob(name: string, blob: Blob): void {
  const address = URL.createObjectURL(blob);
  followDownload(address, name);
  // The browser has taken the blob over by the next turn or so; a minute is more than enough.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Downloads what is at an address. */
export function followDownload(address: string, name: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
}
