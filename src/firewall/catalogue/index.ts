export { checkCatalogue, type Finding } from './check.ts';
