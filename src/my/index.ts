/** A person's own record, and the transparency report, as pages in every language. */
export { myPages } from './routes.ts';
export { transparencyPages } from './transparency-routes.ts';
