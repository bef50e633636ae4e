/** The forbidden-attribute guard: asked by every way in (FIRE-01, FIRE-02, FIRE-08). */
export {
  conditionSpans,
  judgeColumn,
  judgeName,
  judgeText,
  judgeValue,
  type Judgement,
  type Span,
} from './judge.ts';
export { LANGUAGES } from './lexicon.ts';
export {
  databaseRule,
  databaseWords,
  type DatabaseWords,
  judgeIdentifier,
} from './database-words.ts';
