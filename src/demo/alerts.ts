/** Alerts of the demonstration country, so that their screens have something to show: a drill that is on, and one that is over. */
import told from '#root/demo/alerts.json' with { type: 'json' };

export type DemoAlert = {
  /** The same words, without the room of alerts above this one: `app.ts` issues them. */
  hazard: 'flood' | 'unsafe_water';
  /** Code of the gazetteer's file. */
  place: string;
  needs: readonly string[];
  texts: readonly { lang: string; headline: string; description: string; instruction: string }[];
};

type Told = { place: string; needs: string[]; texts: Record<string, string[]> };

function alertOf(hazard: DemoAlert['hazard'], { place, needs, texts }: Told): DemoAlert {
  return {
    hazard,
    place,
    needs,
    texts: Object.entries(texts).map(
      ([lang, [headline = '', description = '', instruction = '']]) => ({
        lang,
        headline,
        description,
        instruction,
      }),
    ),
  };
}

/** What is practised this week, and what was true for a moment. */
export const demoAlerts = (): { drill: DemoAlert; over: DemoAlert } => ({
  drill: alertOf('flood', told.drill),
  over: alertOf('unsafe_water', told.over),
});
