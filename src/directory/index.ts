/** The door of the directory. */
export {
  createLiveIndex,
  type LiveIndex,
  type LiveOptions,
  type LiveState,
  type Log,
} from './live/live-index.ts';
export { readListings } from './read/listings.ts';
export {
  MOST_LISTED,
  type OrganizationPage,
  readOrganization,
} from './read/organization.ts';
export {
  type PointElement,
  type PointKind,
  type PointPage,
  type PointSpace,
  readPoint,
} from './read/point.ts';
export { finderRecords } from './read/records.ts';
export { feedbackCounts } from './feedback/feedback-counts.ts';
export {
  type Feedback,
  type Outcome,
  OUTCOMES,
  recordFeedback,
} from './feedback/record-feedback.ts';
export { type ExportForm, exportHsds, type ExportOptions } from './export/export-hsds.ts';
export { HSDS_VERSIONS, type HsdsProfile, type HsdsVersion } from './export/fields.ts';
export { type HsdsOptions, hsdsRoutes } from './api/hsds-routes.ts';
export {
  type Finding,
  type HsdsImport,
  type ImportMap,
  type ImportOptions,
  importHsds,
  importMapped,
  type ImportProgress,
  type ImportReport,
  type MappedImport,
  readMap,
  undoImport,
  type UndoReport,
  writeErrorsCsv,
} from './import/index.ts';
