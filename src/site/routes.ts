/** The public pages as a Fastify plugin. Without script everything works: forms and links only. */
import type { FastifyPluginAsync } from 'fastify';
import { loadLanguages } from '../languages/catalogues.ts';
import { KeptPages } from './answer.ts';
import { assetRoutes } from './routes-assets.ts';
import { errorAnswers } from './routes-errors.ts';
import { guidanceRoutes } from './routes-guidance.ts';
import { infoRoutes } from './routes-info.ts';
import { kitRoutes } from './routes-kits.ts';
import { passRoutes } from './routes-pass.ts';
import { findRoutes } from './routes-find.ts';
import { languageRoutes } from './routes-language.ts';
import { placeRoutes } from './routes-places.ts';
import { plainRoutes } from './routes-plain.ts';
import type { SiteHouse } from './house.ts';
import { MinuteAnswers } from './minute-answers.ts';
import { loadLook } from './look.ts';
import { withRememberedListings } from './remembered.ts';
import { buildPhoneScripts } from './phone-scripts.ts';
import { surroundingsOf } from './surroundings.ts';

/** Registers all public pages. `house` gives the data; see `house.ts`. */
export const siteRoutes: FastifyPluginAsync<{ house: SiteHouse }> = async (app, { house }) => {
  const languages = loadLanguages(house.settings.territory);
  const look = loadLook();
  const scripts = await buildPhoneScripts();
  const surroundings = surroundingsOf(
    withRememberedListings(house),
    languages,
    look,
    scripts.enhance.path,
  );
  const kept = new KeptPages(undefined, undefined, () => house.alerts?.mark());
  const minute = new MinuteAnswers(house);
  const parts = { surroundings, kept, minute, scripts };
  errorAnswers(app, parts);
  languageRoutes(app, parts);
  plainRoutes(app, parts);
  findRoutes(app, parts);
  placeRoutes(app, parts);
  if (house.cards) guidanceRoutes(app, parts, house.cards);
  passRoutes(app, parts);
  if (house.cards?.kits) kitRoutes(app, parts, house.cards.shelf, house.cards.kits);
  if (house.cards?.info) infoRoutes(app, parts, house.cards, house.cards.info);
  assetRoutes(app, parts);
};
