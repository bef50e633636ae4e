/** What the command line understood, command by command. */
export type ImportOptions = {
  source: string;
  mode: 'full' | 'delta';
  dryRun?: boolean;
  confirmWithdrawals?: boolean;
  country?: string;
  timeZone?: string;
  language?: string;
  errors?: string;
};
export type MappedOptions = ImportOptions & { map: string; also?: string[] };
export type ExportOptions = {
  version: '3.0' | '3.1';
  form: 'json' | 'ndjson' | 'csv';
  profile: 'wayhouse' | 'plain';
  output?: string;
};
export type FindOptions = {
  need?: string[];
  near?: string;
  within?: number;
  speaks?: string[];
  papers: boolean;
  free?: boolean;
  provider?: 'woman' | 'man';
  stepFree?: boolean;
  childSpace?: boolean;
  notReported?: boolean;
  travelMoney: boolean;
  aloneUnder18?: boolean;
  open?: string;
  lang: string;
  limit: number;
  json?: boolean;
};
export type PrintOptions = {
  as: 'leaflet' | 'large' | 'poster' | 'pocket' | 'square' | 'tall' | 'wallet';
  need?: string;
  out: string;
};
export type SmsOptions = {
  /** The number that the phone at the command line has. */
  from: string;
};
export type VoiceOptions = {
  lang: string;
  ssml?: boolean;
  radio?: 30 | 60;
  /** Files to write a draft of the sound to. */
  wav?: string;
  opus?: string;
};
