export { act, type Acting, look } from './act.ts';
