export {
  answerCorrection,
  type Correction,
  countCorrections,
  MOST_READ,
  readCorrections,
} from './correction.ts';
