/** The guidance room: cards, their translations, what is given to the public and what became of it. */
export {
  ACTIONS,
  type Action,
  AUDIO_MIMES,
  type Card,
  CARD_KINDS,
  type CardKind,
  type CardMark,
  type CardMedium,
  type CardRevision,
  type CardSource,
  type CardWords,
  type Change,
  type Hearing,
  type Mark,
  type Origin,
  printCode,
  type Publication,
  type PublishedCard,
  readPrintCode,
  type KeptCard,
  type Prints,
  type ShownCard,
  type Standing,
  SUGGESTION_KINDS,
  type Topic,
  TOPICS,
  WITHDRAWN_WHY,
  type WithdrawnWhy,
} from './card.ts';
export { checkWords, type WordFinding } from './check-words.ts';
export { compareTranslation, type TranslationFinding } from './compare-translation.ts';
export {
  applyImport,
  cardsToTranslate,
  ENDINGS,
  ExchangeRefusal,
  type Fault,
  type Format,
  FORMATS,
  MEDIA,
  MOST_BYTES,
  type Outcome,
  previewImport,
  readExchange,
  type Tags,
  WHAT,
  type What,
  writeExchange,
} from './exchange/index.ts';
export { addMedium, hearMedium, playMedium, removeMedium } from './media.ts';
export {
  isAudible,
  isHeard,
  listenersFor,
  listenersOf,
  mayConfirm,
  type Recording,
  type RecordingState,
  sameWords,
  standingOfRecording,
} from './recordings.ts';
export { isCareful, LACKING, type Lacking, lacking } from './lacking.ts';
export { followReferences } from './follow-references.ts';
export { NotYet, publishWords, type Resolve } from './publish.ts';
export { soundSeconds } from './sound-length.ts';
export { printsThatAreOut } from './forget-addresses.ts';
export { runFollowing } from './run-following.ts';
export { filledWords, readReference, referencesIn, type ServiceField } from './references.ts';
export {
  ANSWER_DAYS,
  type Harm,
  HARMS,
  RUMOUR_MEDIA,
  type RumourMedium,
} from './rumour.ts';
export {
  answerRumour,
  checkRumour,
  closeRumour,
  listRumours,
  logRumour,
  mergeRumour,
  readRumour,
  type Rumour,
} from './rumours.ts';
export { openShelf, type Recall, type Shelf } from './shelf.ts';
export {
  decideSuggestion,
  isPersonal,
  listSuggestions,
  suggest,
  type Suggested,
  type Suggestion,
} from './suggest.ts';
export { goneFrom, isShown, standingOf } from './standing.ts';
export {
  addCard,
  type CardDesk,
  type CardFacts,
  changeCard,
  type Editor,
  markWords,
  type NewWords,
  readCard,
  saveWords,
  withdrawCard,
} from './store.ts';
export {
  type CardFilter,
  type CardLine,
  type LanguageCoverage,
  listCards,
  listTodo,
  PAGE,
  readCoverage,
  type Todo,
} from './lists.ts';
export {
  addKit,
  type KitCounts,
  type KitShelf,
  listKits,
  nameKit,
  openKits,
  reportKit,
  withdrawKit,
} from './kit-store.ts';
export {
  copyCode,
  type Kit,
  type KitReport,
  MINUTES,
  minutesFor,
  MOST_CARDS,
  readReportLine,
  reportLine,
  sessionSteps,
  shownCount,
  shownShare,
  type Step,
} from './kits.ts';
export {
  type ByLanguage,
  inLanguageOf,
  type InfoPoint,
  type InfoRoute,
  MOST_POINT_CARDS,
  MOST_POINT_LANGUAGES,
  MOST_POINT_NEEDS,
  POINT_KINDS,
  type PointKind,
  readPosition,
  ROUTE_POINTS,
  standsAt,
  type Stop,
  stopsOf,
} from './info-points.ts';
export {
  addPoint,
  addRoute,
  changePoint,
  changeRoute,
  type InfoShelf,
  listInfo,
  type NewPoint,
  type NewRoute,
  openInfo,
  type OwnPoint,
  type OwnRoute,
  withdrawInfo,
} from './info-store.ts';
