/** Files that come in from outside: shown to a virus scanner, and bare of metadata before anything else sees them (gate 4 of the guard). */
export { type CleanFile, cleanFile, LARGEST_FILE } from './clean-file.ts';
export { askClamd, scanWithClamd, TEST_STRING } from './clamd.ts';
export { LONG_PATIENCE, openScanner, type Scan } from './scanner.ts';
