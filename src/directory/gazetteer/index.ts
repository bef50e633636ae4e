export { citiesOf } from './from-cities.ts';
export { placesFromFile } from './from-file.ts';
export { type GazetteerEntry, loadGazetteer } from './load.ts';
