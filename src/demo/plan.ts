/**
 * One service of the demonstration country before it becomes HSDS: what the data files and the
 * seeded chance have decided, in a compact form that `assemble.ts` writes out in full.
 */
import type { DocCode, FactCode } from '../directory/fact-codes.ts';
import type { LanguageMode } from '../finder/record.ts';
import type { LocationProfile } from '../directory/profile.ts';
import type { NeedCode } from '../directory/needs.ts';

/** Language → text. */
export type Texts = Readonly<Record<string, string>>;

export type Answer = 'yes' | 'no' | 'unknown';
export type Answers = Partial<Record<FactCode, Answer>>;

export type LanguagePlan = { lang: string; mode: LanguageMode };
export type DocumentPlan = { doc: DocCode; level: 'needed' | 'helpful' };

export type PlacePlan = {
  /** Names the location for ever: the same key is the same place. */
  key: string;
  /** Code in the gazetteer. */
  area: string;
  name?: Texts;
  street?: string;
  position?: { lat: number; lon: number };
  transport?: string;
  /** Physical access, in words. */
  access?: string;
  facts?: Answers;
  hours?: string;
  languages?: readonly LanguagePlan[];
  publicity?: LocationProfile['publicity'];
  disclosure?: LocationProfile['disclosure'];
  point?: LocationProfile['point'];
  /** Checked this many days before today. */
  checked: number;
};

export type ServiceAtPlacePlan = {
  place: PlacePlan;
  /** Public code without its check digit; the first of the service is its own. */
  number: number;
  hours?: string;
  facts?: Answers;
  description?: string;
};

export type ServicePlan = {
  key: string;
  organization: string;
  sourceLang: string;
  name: Texts;
  description: Texts;
  needs: readonly NeedCode[];
  at: readonly ServiceAtPlacePlan[];
  hours?: string;
  holidayRule?: 'open' | 'closed' | 'own_hours' | 'unknown';
  facts: Answers;
  languages: readonly LanguagePlan[];
  documents?: readonly DocumentPlan[];
  /** Days before today; undefined when nobody ever checked. */
  checked?: number;
  method?: 'visited' | 'phoned' | 'written' | 'website';
  sourceKind?: 'provider' | 'authority' | 'network_check';
  /** Key of the organisation that checked, when it is another than the provider. */
  checkedBy?: string;
  confirmedBy?: string;
  status?: 'active' | 'inactive' | 'temporarily closed' | 'defunct';
  lifecycle?: 'draft' | 'in_review' | 'listed' | 'paused' | 'closed';
  minAge?: number;
  maxAge?: number;
  fee?: { amount: number; per: string };
  howTo?: Texts;
  alert?: Texts;
  wait?: string;
  capacity?: {
    unit: 'Bed' | 'Appointment' | 'Course place' | 'Kit';
    free: number;
    of: number;
    /** Hours before the instant of today. */
    hoursAgo: number;
  };
  /** Whole country when empty; otherwise codes of regions. Only services without a place have it. */
  serves?: readonly string[];
  phone?: string;
  website?: boolean;
  email?: boolean;
};
