export function setUpKeeping(): void {
  // replaced below
}
