// Cross references: keys of the lists as addresses. Only schemes and keys of the expected form become links.

const PLACES: [RegExp, (key: string) => string][] = [
  [/^wikidata:(Q\d+)$/, (key) => `https://www.wikidata.org/wiki/${key}`],
  [/^attack:(G\d+)$/, (key) => `https://attack.mitre.org/groups/${key}/`],
  [/^attack:(S\d+)$/, (key) => `https://attack.mitre.org/software/${key}/`],
  [/^attack:(C\d+)$/, (key) => `https://attack.mitre.org/campaigns/${key}/`],
  [/^govuk:([a-z0-9-]+)$/, (key) => `https://www.gov.uk/government/organisations/${key}`],
  [/^ror:([a-z0-9]+)$/, (key) => `https://ror.org/${key}`],
  [/^(https:\/\/[\w.-]+\/[\w./?=&%#~+-]*)$/, (address) => address],
];

/** The address that a cross reference stands for, or nothing. */
export function address(reference: string): string | null {
  for (const [form, place] of PLACES) {
    const match = form.exec(reference);
    if (match) return place(match[1]);
  }
  return null;
}
