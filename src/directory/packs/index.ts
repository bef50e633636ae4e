export { type BuiltPack, buildTerritoryPack } from './build-pack.ts';
export { type PackList, writePacks } from './write-packs.ts';
