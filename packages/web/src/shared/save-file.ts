// Hands bytes that are here to the browser as a download.

/** Saves a file under a name. */
export function saveFile(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The download has its bytes by the next task; kept longer, they would be kept for good.
  window.setTimeout(() => URL.revokeObjectURL(address));
}
