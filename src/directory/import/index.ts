/** Everything that comes into the directory from outside (chapter 10, section 2). */
export { importHsds, type HsdsImport } from './hsds.ts';
export { importMapped, type MappedImport } from './mapped/index.ts';
export { readMap, type ImportMap } from './mapped/map-file.ts';
export { undoImport, type UndoReport } from './undo.ts';
export { writeErrorsCsv } from './errors-csv.ts';
export { HOME_ORGANISATION } from './identity.ts';
export type { ImportOptions, ImportProgress } from './run.ts';
export type { Action, Counts, EntityCounts, ImportReport, ImportState } from './report.ts';
export type { Finding, FindingCode, Severity } from './finding.ts';
