// The card of a span: who or what it is, and why.

import { copy, exceptionsRow, fixture } from "./copy";
import type { Doc, Span, Text } from "./data";
import { type Child, h, plural, put } from "./dom";
import { entityKey } from "./filter";
import { family, isTime, tag } from "./labels";
import { address } from "./links";
import { link, type State } from "./state";

export interface CardActions {
  state: State;
  /** The address of a span of the document. */
  address(span: Span): string;
  /** Where it stands, in code points. */
  places(span: Span): [number, number];
  /** Shows a place of the text. */
  show(start: number, end: number): void;
  close(): void;
}

export function card(doc: Doc, text: Text, span: Span, actions: CardActions): HTMLElement {
  const { entity } = span;
  const surface = text.text.slice(span.start, span.end);
  const same = text.spans.filter((other) => (entity.id ? other.entity.id === entity.id && other.entity.label === entity.label : other.entity === entity));
  const at = same.indexOf(span);
  const facts = h("dl");
  const fact = (name: string, ...values: Child[]) => {
    if (values.some((value) => value !== "" && value !== null && value !== undefined && value !== false)) put(facts, h("dt", {}, name), h("dd", {}, ...values));
  };
  const to = (other: Span | undefined, name: string) =>
    other ? h("a", { class: "button", href: actions.address(other) }, name) : h("span", { class: "button off" }, name);

  fact(isTime(entity.label) ? "Value" : "Id", entity.id ? h("code", {}, entity.id) : entity.candidates.length > 0 ? "The text does not decide" : "None");
  if (entity.name !== surface) fact("Name", entity.name);
  fact("Country", entity.country);
  fact("Kind", entity.kind);
  fact("Role", span.class.role);
  fact("Status", span.class.status);
  fact("Threat", span.class.threat && "named as a threat");
  for (const [name, value] of Object.entries(span.more)) fact(capital(name), show(value));
  fact("Evidence", span.class.why);
  if (span.site) {
    const [start, end] = span.site;
    const quote = text.text.slice(start, end);
    fact("At", h("button", { type: "button", class: "quote", click: () => actions.show(start, end) }, `“${quote}”`));
  }
  fact("Score", (span.class.score / 100).toFixed(2));
  fact("Source", `${span.class.source}${isTime(entity.label) || !entity.id || entity.listed ? "" : ", in no list"}`);
  const references = entity.references.map((reference) => {
    const place = address(reference);
    return h("li", {}, place ? h("a", { href: place, target: "_blank", rel: "noopener noreferrer" }, reference) : reference);
  });
  if (references.length > 0) fact("Elsewhere", h("ul", {}, ...references));
  fact("Characters", actions.places(span).join(" to "));

  const mentions = h(
    "p",
    { class: "bar" },
    to(same[at - 1], "Previous"),
    h("span", {}, same.length === 1 ? "The only mention here" : `Mention ${at + 1} of ${same.length}`),
    to(same[at + 1], "Next"),
  );
  return h(
    "aside",
    { class: "card", "aria-label": "Span", tabindex: -1 },
    h(
      "header",
      {},
      h("span", { class: `s ${family(entity.label)}`, "data-tag": tag(entity.label) }, entity.label),
      h("button", { type: "button", class: "close", "aria-label": "Close the card", click: actions.close }, "×"),
    ),
    h("h2", {}, surface),
    facts,
    mentions,
    ...relations(text, span, actions),
    ...around(text, span, actions),
    h(
      "p",
      { class: "tools" },
      h("a", { class: "button", href: link(actions.state, { view: "documents", doc: "", span: null, query: "", entity: entityKey(entity) }) }, "All its documents"),
      h("button", { type: "button", click: () => copy(exceptionsRow(surface, entity.id, doc.id), "a row of exceptions.tsv") }, "Copy as exceptions row"),
      h("button", { type: "button", click: () => copy(fixture(doc, text, span), "a case of the fixtures") }, "Copy as fixture"),
      h("button", { type: "button", click: () => copy(location.href, "the link to this span") }, "Copy link"),
    ),
  );
}

function relations(text: Text, span: Span, actions: CardActions): Child[] {
  const mine = text.relations.filter((r) => r.person === span.number || r.title === span.number || r.agency === span.number);
  if (mine.length === 0) return [];
  const part = (number: number) =>
    number === span.number ? h("b", {}, words(text, text.spans[number])) : h("a", { href: actions.address(text.spans[number]) }, words(text, text.spans[number]));
  const rows = mine.map((r) => h("li", {}, part(r.person), ", ", part(r.title), r.agency !== null && ", ", r.agency !== null && part(r.agency), r.country && ` (${r.country})`));
  return [h("h3", {}, plural(mine.length, "relation")), h("ul", {}, ...rows)];
}

/** Spans in and around this one, and those that lost against it. */
function around(text: Text, span: Span, actions: CardActions): Child[] {
  const out: Child[] = [];
  const touch = (other: Span) => other.start < span.end && span.start < other.end;
  const nested = text.spans.filter((other) => other !== span && touch(other));
  if (nested.length > 0) {
    const row = (other: Span) => h("li", {}, other.start <= span.start && other.end >= span.end ? "Stands in " : "Holds ", h("a", { href: actions.address(other) }, words(text, other)), ` ${other.entity.label}`);
    out.push(h("h3", {}, "Nested"), h("ul", {}, ...nested.map(row)));
  }
  const lost = text.lost.filter(touch);
  const candidates = Array.isArray(span.more.candidates) ? [] : span.entity.candidates;
  if (lost.length + candidates.length > 0) {
    const row = (other: Span) =>
      h("li", {}, h("b", {}, words(text, other)), ` ${other.entity.label} `, other.entity.id && h("code", {}, other.entity.id), h("span", { class: "quiet" }, ` ${other.class.why}`));
    out.push(h("h3", {}, "What lost"), h("ul", {}, ...lost.map(row), ...candidates.map((id) => h("li", {}, h("code", {}, id)))));
  }
  return out;
}

const words = (text: Text, span: Span): string => text.text.slice(span.start, span.end);

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** A further fact: candidates with scores, ends of a range, readings, or a value as it is. */
function show(value: unknown): Child {
  if (Array.isArray(value)) return h("ul", {}, ...value.map((part) => h("li", {}, show(part))));
  if (value !== null && typeof value === "object") {
    return Object.entries(value)
      .map(([key, part]) => (key === "id" ? String(part) : `${key} ${typeof part === "object" ? JSON.stringify(part) : String(part)}`))
      .join(", ");
  }
  return value === true ? "yes" : String(value);
}
