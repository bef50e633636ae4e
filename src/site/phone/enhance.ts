/**
 * Enhancement of pages that already work without it: leave at once, share, position, colours, keeping.
 * Nothing is stored before the person asks.
 */
import { chooseTheme, setUpThemes } from './themes.ts';
import { setUpKeeping } from './keeping.ts';
import { setUpLeaving } from './leaving.ts';
import { setUpMap } from './map-button.ts';
import { setUpPosition } from './position.ts';
import { setUpSharing } from './sharing.ts';
import { setUpUntil } from './until.ts';

chooseTheme();
setUpLeaving();
setUpUntil();
setUpSharing();
setUpPosition();
setUpThemes();
setUpMap();
setUpKeeping();
