/**
 * Every route of the program behind `/staff`, `/desk` and `/api`: which purpose of `roles.ts` it acts for, or why it needs none
 * (design chapter 20, section 14). A route without a row, and a row without a route, fail the build.
 * The rows stand in `route-rows/`, by those who use them.
 */
import { CONTENT } from './route-rows/content.ts';
import { DOOR } from './route-rows/door.ts';
import { GUARDING } from './route-rows/guarding.ts';
import { HELPING } from './route-rows/helping.ts';
import { MANAGING } from './route-rows/managing.ts';
import type { Access } from './route-rows/row.ts';

export const STAFF_ROUTES: ReadonlyMap<string, Access> = new Map([
  ...DOOR,
  ...MANAGING,
  ...HELPING,
  ...GUARDING,
  ...CONTENT,
]);
