/** The demonstration country (issue section 5; `docs/demonstration-country.md`). */
export { type DemoAlert, demoAlerts } from './alerts.ts';
export { demoServices } from './country.ts';
export { demoDistributions, type Distributions } from './distributions.ts';
export { demoFeedback } from './feedback.ts';
export { demoGazetteer } from './gazetteer.ts';
export { demoHolidays } from './holidays.ts';
export { hiddenPlaces } from './hidden.ts';
export { DEMO_SOURCE, type DemoOptions, type DemoReport, loadDemo } from './load.ts';
export { type DemoPerson, demoPeople, enterDemo, makeDemoPeople } from './people.ts';
export { makeDemoCards } from './cards.ts';
