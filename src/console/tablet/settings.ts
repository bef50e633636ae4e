/** What the page brings with it: addresses of the words and of the guard's lexicons, by language. */
export type TabletSettings = {
  /** Of the installation. */
  name: string;
  /** IANA zone of the place; absent where the installation does not say. */
  zone?: string;
  words: Readonly<Record<string, string>>;
  /** What people say for each need. */
  searches: Readonly<Record<string, string>>;
  lexicons: Readonly<Record<string, string>>;
};

export const SETTINGS = JSON.parse(
  document.getElementById('settings')?.textContent ??
    '{"name":"","words":{},"searches":{},"lexicons":{}}',
) as TabletSettings;
