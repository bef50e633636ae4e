/** What an alert can be about: a closed list, each with its category in CAP and its pictogram (24 grid, 2 px stroke). */
import type { Category } from './cap/index.ts';

type Hazard = { category: Category; picture: string };

export const HAZARDS = {
  flood: {
    category: 'Met',
    picture:
      '<path d="M5.5 12.5V9L12 3.5 18.5 9v3.5M2 16.5c1.7-1.6 3.3-1.6 5 0s3.3 1.6 5 0 3.3-1.6 5 0 3.3 1.6 5 0M2 21c1.7-1.6 3.3-1.6 5 0s3.3 1.6 5 0 3.3-1.6 5 0 3.3 1.6 5 0"/>',
  },
  storm: {
    category: 'Met',
    picture:
      '<path d="M7 15.5a4.5 4.5 0 0 1 .6-9A6 6 0 0 1 19 8.5a3.6 3.6 0 0 1-.5 7"/><path d="M13 11l-3.5 5.5H14L10.5 22"/>',
  },
  heat: {
    category: 'Met',
    picture:
      '<circle cx="9.5" cy="12" r="4"/><path d="M9.5 4V2.5M9.5 21.5V20M1.5 12H3M4 6.5l1 1M4 17.5l1-1M15 6l-1 1M15 18l-1-1M20 4v9.5a3 3 0 1 1-2 0V4a1 1 0 0 1 2 0z"/>',
  },
  cold: {
    category: 'Met',
    picture:
      '<path d="M12 2.5v19M3.8 7.2l16.4 9.6M20.2 7.2L3.8 16.8M9.5 4.5L12 7l2.5-2.5M9.5 19.5L12 17l2.5 2.5M4.5 11l3.3-1.4L7 6M19.5 13l-3.3 1.4.8 3.6"/>',
  },
  wildfire: {
    category: 'Fire',
    picture:
      '<path d="M12 2.5c.5 4 5.5 6 5.5 11a5.5 5.5 0 0 1-11 0c0-2.2 1-3.7 2.2-5 .3 1.6 1 2.5 2.1 3 .2-3.5-.3-6 1.2-9zM3 21.5h18"/>',
  },
  building_fire: {
    category: 'Fire',
    picture:
      '<path d="M3 21.5V9.5L12 3l9 6.5v12M2 21.5h20"/><path d="M12 9c.3 2.3 3 3.5 3 6a3 3 0 0 1-6 0c0-1.3.6-2.2 1.3-3 .2.9.5 1.4 1.1 1.7.1-2-.1-3.2.6-4.7z"/>',
  },
  smoke: {
    category: 'Env',
    picture:
      '<path d="M4 21.5v-6h6v6M7 12c-2-2 2-3 0-5.5M12 14c3 0 3-3 6-3s3-3 3-3M12 18.5c3 0 3-2.5 6-2.5M12 9c2.5 0 2.5-3 5-3"/>',
  },
  earthquake: {
    category: 'Geo',
    picture: '<path d="M1.5 13H6l2-5 3 10 3-13 3 11 1.5-3h4M4 21.5h16"/>',
  },
  tsunami: {
    category: 'Geo',
    picture:
      '<path d="M2 18c4 0 6-2 7-6s4-7 8-7c2.5 0 4 1.5 4 3.5S19.5 11.5 18 11c-3 2-2 7 4 7M2 22h20"/>',
  },
  landslide: {
    category: 'Geo',
    picture:
      '<path d="M2 4l8 7 4 1.5L22 21.5H2z"/><path d="M14 5.5h3.5V9H14zM19.5 11.5h2.5V14h-2.5z"/>',
  },
  outbreak: {
    category: 'Health',
    picture:
      '<circle cx="12" cy="12" r="5"/><path d="M12 7V3M12 21v-4M7 12H3M21 12h-4M8.5 8.5l-3-3M18.5 18.5l-3-3M15.5 8.5l3-3M5.5 18.5l3-3M11 2.5h2M11 21.5h2M2.5 11v2M21.5 11v2M10.5 11v.1M13.5 13v.1"/>',
  },
  unsafe_water: {
    category: 'Health',
    picture: '<path d="M12 3s-6 7-6 11.5a6 6 0 0 0 12 0C18 10 12 3 12 3zM3 21L21 4"/>',
  },
  unsafe_food: {
    category: 'Health',
    picture:
      '<path d="M3 11.5h18a9 9 0 0 1-6 8.5v1H9v-1a9 9 0 0 1-6-8.5zM12 3v4M12 8.8v.1M3 21L21 4"/>',
  },
  chemical: {
    category: 'CBRNE',
    picture:
      '<path d="M9.5 3v6L4 18.5A2 2 0 0 0 5.7 21.5h12.6a2 2 0 0 0 1.7-3L14.5 9V3M8 3h8M7 15h10M10 18v.1M14 17.5v.1"/>',
  },
  explosives: {
    category: 'Security',
    picture:
      '<circle cx="10.5" cy="14.5" r="6.5"/><path d="M15 10l2.5-2.5M16 6l3 3M19.5 5.5l2-2M20 8.5h2M17.5 4V2"/>',
  },
  violence: {
    category: 'Security',
    picture: '<path d="M12 3.5L2.5 20.5h19z"/><path d="M12 10v4.5M12 17.4v.1"/>',
  },
  power_cut: {
    category: 'Infra',
    picture:
      '<path d="M9 18.5h6M10 21.5h4M8.5 15.5C7 14.3 6 12.5 6 10.5a6 6 0 0 1 9.5-4.9M17.6 8.5c.3.6.4 1.3.4 2 0 2-1 3.8-2.5 5M3 21L21 4"/>',
  },
  road_closed: {
    category: 'Transport',
    picture: '<path d="M3 9h18v5H3zM6 14v6.5M18 14v6.5M6 9V6M18 9V6M7.5 14l4-5M13.5 14l4-5"/>',
  },
  sea: {
    category: 'Transport',
    picture:
      '<path d="M4 13.5h16l-2 4M6 17.5l-2-4M12 13.5V3l6 7.5h-6M2 20.5c1.7-1.6 3.3-1.6 5 0s3.3 1.6 5 0 3.3-1.6 5 0 3.3 1.6 5 0"/>',
  },
} as const satisfies Record<string, Hazard>;

export type HazardCode = keyof typeof HAZARDS;
export const HAZARD_CODES = Object.keys(HAZARDS) as HazardCode[];
export const isHazard = (text: string): text is HazardCode => Object.hasOwn(HAZARDS, text);
/** What may be asked of people; the standard's other words are for those who manage a crisis. */
export const ASKED_RESPONSES = [
  'Evacuate',
  'Shelter',
  'Avoid',
  'Prepare',
  'Monitor',
  'AllClear',
] as const;
