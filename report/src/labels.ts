// Labels: what stands for them in the text. Colours say the family, lines and letters the label, so that colour is never alone.

const KNOWN: Record<string, [tag: string, family: string, word: string]> = {
  AGENCY: ["AG", "agency", "Agencies"],
  AGREEMENT: ["AT", "agreement", "Agreements"],
  COUNTRY: ["CO", "country", "Countries"],
  DATE: ["DA", "date", "Dates"],
  DURATION: ["DU", "duration", "Durations"],
  EVENT: ["EV", "event", "Events"],
  LOCATION: ["LO", "location", "Places"],
  MALWARE: ["MW", "malware", "Malware"],
  PERSON: ["PE", "person", "Persons"],
  SET: ["SE", "set", "Recurring times"],
  THREAT_ACTOR: ["TA", "actor", "Threat actors"],
  TIME: ["TM", "time", "Times"],
  TITLE: ["TI", "title", "Titles"],
  TOOL: ["TO", "tool", "Tools"],
};

/** Two letters for a label. */
export const tag = (label: string): string => KNOWN[label]?.[0] ?? label.slice(0, 2);

/** The class that gives a label its colour and line. */
export const family = (label: string): string => `l-${KNOWN[label]?.[1] ?? "other"}`;

/** A label in words, as a plural. */
export const words = (label: string): string => KNOWN[label]?.[2] ?? label;

/** True where an id is a value in the calendar. */
export const isTime = (label: string): boolean => ["DATE", "TIME", "DURATION", "SET"].includes(label);
