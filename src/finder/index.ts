/** The door of the finder: pure functions from a pack and a question to an answer. */
export { checkQuery, LONGEST_TEXT, MOST_FILTERS, MOST_ITEMS, QueryError } from './check-query.ts';
export { type Changes, overlayShare, withChanges } from './changes.ts';
export { findServices } from './find.ts';
export { languagesNaming } from './label-languages.ts';
export type { NeedLabels } from './need-labels.ts';
export {
  buildPack,
  findPlaces,
  type Pack,
  PackBuilder,
  type PackOptions,
  packSize,
} from './pack.ts';
export { decodePack, type DecodeOptions, encodePack, type EncodeOptions } from './pack-codec.ts';
export {
  applyDifference,
  asSteps,
  DIFFERENCE_HEAD,
  DIFFERENCE_MAGIC,
  readDifferenceHead,
  type RisingRun,
} from './pack-difference.ts';
export {
  type PackHeader,
  PackFileError,
  readHeader,
  sectionsStart,
  signedPart,
} from './pack-file.ts';
export { encodeTexts, readText } from './pack-texts.ts';
export type { FoundPlace, PlaceEntry, PlaceNames } from './places.ts';
export { PackInputError } from './record-checks.ts';
export { type UnderstoodText, understandText } from './understand-text.ts';
