export { type BuiltPack, buildTerritoryPack } from './build-pack.ts';
export { runPacks } from './run-packs.ts';
export { type PackList, writePacks } from './write-packs.ts';
