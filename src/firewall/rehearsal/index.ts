/** Rehearsing what an order would produce. */
export {
  type Produced,
  REHEARSAL,
  type Rehearsal,
  type RehearsalParts,
  rehearseOrder,
} from './rehearse-order.ts';
