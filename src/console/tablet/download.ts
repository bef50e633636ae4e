/** Still sealed: whoever finds the file reads nothing in it. */
export function download(file: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = `desk-${new Date().toISOString().slice(0, 10)}.wayhouse`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
