export { citiesOf } from './from-cities.ts';
export { type BookPlace, type PlaceBook, readPlaceBook } from './place-book.ts';
export { placesFromFile } from './from-file.ts';
export { type GazetteerEntry, loadGazetteer } from './load.ts';
