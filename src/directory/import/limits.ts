/** Bounds of what an import takes in (chapter 10, section 2.2): a feed is not trusted to be finite. */
export const MOST_BYTES = 200 * 1024 * 1024;
export const MOST_ROWS = 2_000_000;
export const MOST_FIELD_BYTES = 64 * 1024;
/** Unpacked bytes for each packed byte of a zip. */
export const MOST_ZIP_RATIO = 100;
export const MOST_ZIP_ENTRIES = 1_000;
/** One JSON record with everything nested in it, or one line of a table. */
export const MOST_RECORD_BYTES = 16 * 1024 * 1024;
export const MOST_JSON_DEPTH = 64;
export const MOST_COLUMNS = 1_000;
/** Findings that a report carries; all of them are counted. */
export const MOST_FINDINGS = 10_000;
