/** The forbidden-attribute guard: asked by every way in (FIRE-01, FIRE-02, FIRE-08). */
export {
  conditionSpans,
  judgeColumn,
  judgeName,
  judgeTerm,
  judgeText,
  judgeValue,
  judgeQuestion,
} from './judge-all.ts';
export type { Judgement, Span } from './judge.ts';
export { LANGUAGES } from './lexicons.ts';
export {
  databaseRule,
  databaseWords,
  type DatabaseWords,
  judgeIdentifier,
} from './database-words.ts';
export { CRITERIA, type Criterion, isCriterion, isIntakeCode } from './eligibility.ts';
export {
  COMBINATIONS,
  type Finding,
  type Form,
  type FormField,
  judgeForm,
  type Review,
  SHORTEST_JUSTIFICATION,
  type Texts,
} from './judge-form.ts';
export { type Warning, watchText } from './watch-text.ts';
export { judgeTerms, type TermFinding } from './judge-terms.ts';
export { fold, tokenise } from './normalise.ts';
export { guardRoutes } from './routes.ts';
