/** Exchanging an algorithm: everything that is stored, sealed anew (docs/firewall.md). */
export {
  type Exchanged,
  exchangeForm,
  type ExchangeParts,
  type Retired,
  retireForms,
} from './exchange-form.ts';
export { CIRCLE_PLACES, SEALED_PLACES } from './places.ts';
export { countForms, type FormCount, resealValues } from './reseal-values.ts';
