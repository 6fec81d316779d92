// The corpus views: tables of documents, entities and posts, what curators look at, and the search.

import type { Doc, Entity, Post, Report } from "./data";
import { copy, exceptionsRow } from "./copy";
import { type Child, count, h, plural, put } from "./dom";
import { type Counts, countryOf, entityKey, filtered, passes } from "./filter";
import { family, isTime, tag } from "./labels";
import { hits } from "./read";
import { link, type State } from "./state";
import { type Column, table } from "./table";
import { monthOf } from "./timex";

export interface Corpus {
  report: Report;
  state: State;
  counts: Counts;
}

const labelCell = (label: string): Child => h("span", { class: `s ${family(label)}`, "data-tag": tag(label) }, label);

function docLink({ report, state }: Corpus, doc: Doc, words: string): Child {
  return h("a", { href: link(state, { view: "read", doc: report.key(doc), span: null }) }, words);
}

/** To the documents in which an entity is. */
function entityLink({ state }: Corpus, entity: Entity, words: string): Child {
  return h("a", { href: link(state, { view: "documents", entity: entityKey(entity) }) }, words);
}

const nameOf = (entity: Entity): string => entity.name || entity.id;

export function documents(corpus: Corpus): Child[] {
  const { report, counts, state } = corpus;
  const some = report.documents.filter((doc) => counts.ofDocument[doc.number] > 0 || !filtered(state));
  const columns: Column<Doc>[] = [
    { name: "Document", value: (d) => d.id, show: (d) => docLink(corpus, d, d.id), width: 4 },
    { name: "First line", value: (d) => d.title, width: 7, wide: true },
    { name: "Date", value: (d) => d.date, width: 2 },
    { name: "Characters", value: (d) => d.length, width: 2, wide: true },
    { name: "Spans", value: (d) => counts.ofDocument[d.number], width: 1.5 },
  ];
  return [h("h1", {}, "Documents"), table(some, columns, { noun: "document", file: "documents.csv", caption: "Documents", rows: 18 })];
}

export function entities(corpus: Corpus): Child[] {
  const { report, counts } = corpus;
  const some = report.entities.filter((e) => counts.ofEntity[e.number] > 0);
  some.sort((a, b) => counts.ofEntity[b.number] - counts.ofEntity[a.number] || a.number - b.number);
  const columns: Column<Entity>[] = [
    { name: "Label", value: (e) => e.label, show: (e) => labelCell(e.label), width: 3.8 },
    { name: "Name", value: nameOf, show: (e) => entityLink(corpus, e, nameOf(e)), width: 6 },
    { name: "Id or value", value: (e) => e.id, width: 5, wide: true },
    { name: "Country", value: countryOf, width: 2.4, wide: true },
    { name: "Kind", value: (e) => e.kind, width: 2.4, wide: true },
    { name: "Mentions", value: (e) => counts.ofEntity[e.number], width: 2.7 },
    { name: "Texts", value: (e) => counts.documentsOf[e.number], width: 1.9 },
  ];
  return [h("h1", {}, "Entities"), table(some, columns, { noun: "name", file: "entities.csv", caption: "Entities by mentions", rows: 18 })];
}

/** A post: one person, title, body and country, with the documents that tell it. */
interface Held {
  person: Entity;
  title: Entity;
  agency: Entity | null;
  country: string;
  dates: string[];
  documents: Doc[];
}

export function posts(corpus: Corpus): Child[] {
  const { report, state } = corpus;
  const held = new Map<string, Held>();
  const touches = (post: Post) => {
    const parts = [post.person, post.title, ...(post.agency ? [post.agency] : [])];
    // a filter for a label or country keeps a post if any part of it passes
    return parts.some((entity) => passes(entity, state));
  };
  for (const post of report.posts) {
    if (!touches(post)) continue;
    const { person, title, agency, country, doc } = post;
    const key = [person.id || person.number, title.id || title.number, agency ? agency.id || agency.number : "", country].join("\t");
    const row = held.get(key) ?? { person, title, agency, country, dates: [], documents: [] };
    held.set(key, row);
    if (doc.date) row.dates.push(doc.date);
    if (row.documents.at(-1) !== doc) row.documents.push(doc);
  }
  const rows = [...held.values()];
  for (const row of rows) row.dates.sort();
  rows.sort((a, b) => b.documents.length - a.documents.length);
  let [first, last] = [Infinity, -Infinity];
  const monthAt = (date: string) => monthOf(Date.parse(date));
  for (const row of rows) {
    if (row.dates.length === 0) continue;
    first = Math.min(first, monthAt(row.dates[0]));
    last = Math.max(last, monthAt(row.dates.at(-1)!));
  }
  const bar = (row: Held): Child => {
    if (row.dates.length === 0) return null;
    const span = last - first + 1;
    const [from, to] = [monthAt(row.dates[0]), monthAt(row.dates.at(-1)!)];
    const strip = h("span", { class: "strip", "aria-hidden": "true" }, h("span"));
    const inner = strip.firstElementChild as HTMLElement;
    inner.style.marginLeft = `${((from - first) / span) * 100}%`;
    inner.style.width = `max(4px, ${((to - from + 1) / span) * 100}%)`;
    return strip;
  };
  const columns: Column<Held>[] = [
    { name: "Person", value: (r) => nameOf(r.person), show: (r) => entityLink(corpus, r.person, nameOf(r.person)), width: 4 },
    { name: "Title", value: (r) => nameOf(r.title), width: 4 },
    { name: "Body", value: (r) => (r.agency ? nameOf(r.agency) : ""), width: 5 },
    { name: "Country", value: (r) => r.country, width: 2, wide: true },
    { name: "First", value: (r) => r.dates[0] ?? "", width: 3 },
    { name: "Last", value: (r) => r.dates.at(-1) ?? "", width: 3, wide: true },
    { name: "When", value: (r) => r.dates.join(" "), show: bar, width: 3, wide: true },
    { name: "Texts", value: (r) => r.documents.length, show: (r) => (r.documents.length === 1 ? docLink(corpus, r.documents[0], "1") : count(r.documents.length)), width: 1.8 },
  ];
  return [
    h("h1", {}, "Posts"),
    h("p", { class: "quiet" }, "Who holds which post, by the first and last date of the texts that say so."),
    table(rows, columns, { noun: "post", file: "posts.csv", caption: "Persons, their titles and bodies over time", rows: 18 }),
  ];
}

export function curator(corpus: Corpus): Child[] {
  const { report, counts } = corpus;
  const mentioned = report.entities.filter((e) => counts.ofEntity[e.number] > 0);
  mentioned.sort((a, b) => counts.ofEntity[b.number] - counts.ofEntity[a.number] || a.number - b.number);
  const row = (e: Entity): Child => h("button", { type: "button", class: "small", click: () => copy(exceptionsRow(e.name, e.id, "this report"), "a row of exceptions.tsv") }, "Copy row");
  const label: Column<Entity> = { name: "Label", value: (e) => e.label, show: (e) => labelCell(e.label), width: 3.8 };
  const words: Column<Entity> = { name: "Words", value: nameOf, show: (e) => entityLink(corpus, e, nameOf(e)), width: 5 };
  const numbers: Column<Entity>[] = [
    { name: "Mentions", value: (e) => counts.ofEntity[e.number], width: 2.5 },
    { name: "Texts", value: (e) => counts.documentsOf[e.number], width: 1.8, wide: true },
  ];
  const exception: Column<Entity> = { name: "Exception", value: (e) => exceptionsRow(e.name, e.id, "this report").trim(), show: row, width: 2.4, wide: true };

  const failed = report.documents.filter((d) => d.error);
  const errors: Column<Doc>[] = [
    { name: "Document", value: (d) => d.id, width: 4 },
    { name: "Kind", value: (d) => d.error!.kind, width: 2 },
    { name: "Message", value: (d) => d.error!.message, width: 8 },
  ];
  const undecided = mentioned.filter((e) => e.id === "" && !(e.label === "THREAT_ACTOR" && e.kind === "descriptive"));
  const unlisted = mentioned.filter((e) => e.id !== "" && !e.listed && !isTime(e.label) && e.label !== "PERSON");
  const dates = mentioned.filter((e) => isTime(e.label) && /^(XXXX|PRESENT|PAST|FUTURE)/.test(e.id));
  return [
    h("h1", {}, "For the curator"),
    h("h2", {}, "Errors"),
    table(failed, errors, { noun: "error", file: "errors.csv", caption: "Documents that could not be read", rows: 8 }),
    h("h2", {}, "Undecided"),
    h("p", { class: "quiet" }, "Names for which the texts do not decide who is meant."),
    table(undecided, [label, words, { name: "Between", value: (e) => e.candidates.join(" "), width: 5 }, ...numbers, exception], { noun: "name", file: "undecided.csv", caption: "Undecided names", rows: 10 }),
    h("h2", {}, "In no list"),
    h("p", { class: "quiet" }, "Found by their shape or by a definition: what a list may want, or an exception."),
    table(unlisted, [label, words, { name: "Id", value: (e) => e.id, width: 5, wide: true }, ...numbers, exception], { noun: "name", file: "unlisted.csv", caption: "Names in no list", rows: 10 }),
    h("h2", {}, "Dates without a year"),
    table(dates, [label, { ...words, name: "Value" }, ...numbers], { noun: "value", file: "open-dates.csv", caption: "Dates without a place in the calendar", rows: 8 }),
  ];
}

/** Documents that have the query, found while the page is used. */
interface Hit {
  doc: Doc;
  hits: number;
  around: string;
}

const AROUND = 60;
const MOST = 2000;

export function search(corpus: Corpus): Child[] {
  const { report, state, counts } = corpus;
  const query = state.query.trim();
  if (!query) return [h("h1", {}, "Search"), h("p", {}, "Nothing to search for.")];
  const wanted = query.toLowerCase();
  const has = (e: Entity) => e.name.toLowerCase().includes(wanted) || e.id.toLowerCase().includes(wanted);
  const names = report.entities.filter((e) => counts.ofEntity[e.number] > 0 && has(e));
  names.sort((a, b) => counts.ofEntity[b.number] - counts.ofEntity[a.number]);
  const columns: Column<Entity>[] = [
    { name: "Label", value: (e) => e.label, show: (e) => labelCell(e.label), width: 3.8 },
    { name: "Name", value: nameOf, show: (e) => entityLink(corpus, e, nameOf(e)), width: 6 },
    { name: "Id or value", value: (e) => e.id, width: 5, wide: true },
    { name: "Mentions", value: (e) => counts.ofEntity[e.number], width: 2.5 },
  ];
  const place = h("div", {}, h("p", { role: "status" }, "Searching the texts …"));
  void searchTexts(corpus, query, place);
  return [
    h("h1", {}, "Search: ", query),
    h("h2", {}, "Entities"),
    table(names, columns, { noun: "name", file: "search-entities.csv", caption: "Entities with these words", rows: 8 }),
    h("h2", {}, "Texts"),
    place,
  ];
}

async function searchTexts(corpus: Corpus, query: string, place: HTMLElement): Promise<void> {
  const found: Hit[] = [];
  let done = 0;
  for await (const texts of corpus.report.texts()) {
    for (const [doc, text] of texts) {
      done++;
      if (found.length >= MOST) continue;
      const at = hits(text, query);
      if (at.length === 0 && !doc.id.toLowerCase().includes(query.toLowerCase())) continue;
      const [start, end] = at[0] ?? [0, 0];
      const around = at.length > 0 ? text.slice(Math.max(0, start - AROUND), end + AROUND).replace(/\s+/g, " ") : "";
      found.push({ doc, hits: at.length, around });
    }
    // another page is shown by now
    if (!place.isConnected && done > texts.length) return;
    (place.firstElementChild as HTMLElement).textContent = `Searching the texts: ${count(done)} of ${count(corpus.report.documents.length)} …`;
    await new Promise((next) => setTimeout(next));
  }
  const columns: Column<Hit>[] = [
    { name: "Document", value: (r) => r.doc.id, show: (r) => docLink(corpus, r.doc, r.doc.id), width: 4 },
    { name: "Date", value: (r) => r.doc.date, width: 2, wide: true },
    { name: "Around the first hit", value: (r) => r.around, width: 8 },
    { name: "Hits", value: (r) => r.hits, width: 1.5 },
  ];
  place.replaceChildren();
  if (found.length >= MOST) put(place, h("p", {}, `The first ${plural(MOST, "text")} that have it.`));
  put(place, table(found, columns, { noun: "text", file: "search.csv", caption: "Texts with these words", rows: 12 }));
}
