export { type BuiltPack, buildTerritoryPack } from './build-pack.ts';
export {
  type NewPack,
  type PackChanges,
  type PackEntry,
  packId,
  publishPack,
} from './publish-pack.ts';
export { runPacks } from './run-packs.ts';
export { type PackList, writePacks } from './write-packs.ts';
