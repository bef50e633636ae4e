/** The protection room: children alone and survivors, in compartments that nobody else can look into. */
export { type Compartment, COMPARTMENTS } from './compartment.ts';
export { protectionRoutes, type ProtectionOptions } from './routes.ts';
export { type PointGaps, readGaps } from './spaces.ts';
