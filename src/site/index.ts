export type { SiteHouse } from './house.ts';
export { loadLook } from './look.ts';
export { plainAnswer } from './plain-answer.ts';
export { siteRoutes } from './routes.ts';
export { surroundingsOf } from './surroundings.ts';
