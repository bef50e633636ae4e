/** Files that come in from outside lose their metadata before anything else sees them (gate 4 of the guard). */
export { type CleanFile, cleanFile, LARGEST_FILE } from './clean-file.ts';
