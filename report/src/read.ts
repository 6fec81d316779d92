// The reading view: one text, its spans, the card of the chosen one, and the search in it.

import { card } from "./card";
import type { Doc, Report, Span, Text } from "./data";
import { fill, h, plural, put, say } from "./dom";
import { passes } from "./filter";
import { CodePoints } from "./offsets";
import { link, type State } from "./state";
import { MarkedText } from "./text";

const MOST_HITS = 2000;

/** A text that is open; it stays while only the span, the filter or the search changes. */
export class Reader {
  readonly element: HTMLElement;
  private readonly marked: MarkedText;
  private readonly head = h("div", { class: "bar" });
  private readonly aside = h("div", { class: "aside" });
  private readonly find = h("form", { class: "find" });
  private filterKey = "";
  private chosen: Span | undefined;
  private hits: [number, number][] = [];
  private hit = -1;
  private query = "";
  private state: State;
  private readonly points: CodePoints;

  static async open(report: Report, doc: Doc, state: State, go: (change: Partial<State>) => void): Promise<Reader> {
    return new Reader(report, doc, await report.open(doc), state, go);
  }

  private constructor(
    private readonly report: Report,
    readonly doc: Doc,
    private readonly text: Text,
    state: State,
    private readonly go: (change: Partial<State>) => void,
  ) {
    this.state = state;
    this.points = new CodePoints(text.text);
    this.marked = new MarkedText(text.text, (span) => this.address(span));
    const article = h("article", { keydown: (event: KeyboardEvent) => this.key(event), click: (event: MouseEvent) => this.click(event) }, this.marked.element);
    article.setAttribute("aria-label", doc.title || doc.id);
    this.element = h("div", { class: "reader" }, h("div", { class: "page" }, this.title(), this.head, this.find, article), this.aside);
  }

  /** Shows what the state asks for. */
  update(state: State, focus: boolean): void {
    this.state = state;
    const key = JSON.stringify([...state.hide, state.kind, state.country, state.score, state.entity]);
    if (key !== this.filterKey) {
      this.filterKey = key;
      const shown = this.shown();
      this.marked.show(shown);
      fill(this.head, h("span", {}, plural(shown.length, "span"), shown.length < this.text.spans.length && ` of ${this.text.spans.length}`));
      const input = Object.entries(this.text.input);
      if (input.length > 0) put(this.head, h("span", { class: "quiet" }, input.map(([k, v]) => `${k}: ${typeof v === "string" ? v : JSON.stringify(v)}`).join(" · ")));
      this.query = "\0";
    }
    const start = state.span && this.points.toUnits(state.span[0]);
    const end = state.span && this.points.toUnits(state.span[1]);
    this.chosen = this.text.spans.find((span) => span.start === start && span.end === end);
    if (state.span && !this.chosen) say("There is no span at that place.");
    else if (this.chosen && !this.shown().includes(this.chosen)) say("The filters hide this span.");
    // the card takes room, so it is there before the span is brought into sight
    this.element.classList.toggle("with-card", this.chosen !== undefined);
    fill(this.aside, this.chosen ? card(this.doc, this.text, this.chosen, this.actions()) : this.hint());
    this.marked.choose(this.chosen?.number ?? -1, focus);
    this.search(state.query);
  }

  private shown(): Span[] {
    return this.text.spans.filter((span) => passes(span.entity, this.state) && span.class.score >= this.state.score);
  }

  private actions() {
    return {
      state: this.state,
      places: (span: Span) => this.places(span),
      address: (span: Span) => this.address(span),
      show: (start: number, end: number) => this.flash(start, end),
      close: () => this.go({ span: null }),
    };
  }

  private address(span: Span): string {
    return link({ ...this.state, view: "read", doc: this.report.key(this.doc) }, { span: this.places(span) });
  }

  private places(span: Span): [number, number] {
    return [this.points.of(span.start), this.points.of(span.end)];
  }

  private title(): HTMLElement {
    const { documents } = this.report;
    const near = (by: number, name: string) => {
      const doc = documents[this.doc.number + by];
      return doc && h("a", { class: "button", href: link(this.state, { doc: this.report.key(doc), span: null }) }, name);
    };
    const date = this.doc.date ? `${this.doc.date} (${this.doc.dateSource})` : "no date";
    return h(
      "header",
      {},
      h("h1", {}, this.doc.title || this.doc.id),
      h("p", { class: "bar" }, h("code", {}, this.doc.id), h("span", {}, date), documents.length > 1 && h("span", { class: "near" }, near(-1, "Previous text"), near(1, "Next text"))),
      this.doc.error && h("p", { class: "error" }, `${this.doc.error.kind}: ${this.doc.error.message}`),
    );
  }

  private hint(): HTMLElement {
    return h(
      "aside",
      { class: "card hint", "aria-label": "How to read" },
      h("p", {}, "Choose a span to see who or what it is, and why."),
      h("p", { class: "quiet" }, "In the text: ← and → go from span to span, Enter opens one, n and p go to the next and previous mention of the same, Esc closes."),
    );
  }

  /** A click on a span changes the address as a link does, and leaves the rest of the window as it is. */
  private click(event: MouseEvent): void {
    const anchor = (event.target as Element).closest("a");
    if (!anchor || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const selection = getSelection();
    if (selection && !selection.isCollapsed) event.preventDefault();
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, j: 1, k: -1 };
    if (event.key in steps) this.marked.step(steps[event.key]);
    else if (event.key === "n" || event.key === "p") this.mention(event.key === "n" ? 1 : -1);
    else if (event.key === "Escape" && this.chosen) this.go({ span: null });
    else return;
    event.preventDefault();
  }

  private mention(by: number): void {
    const from = this.chosen;
    if (!from) return;
    const same = this.shown().filter((s) => s.entity.label === from.entity.label && (from.entity.id ? s.entity.id === from.entity.id : s.entity === from.entity));
    const next = same[same.indexOf(from) + by];
    if (next) location.hash = this.address(next);
    else say(by > 0 ? "This is the last mention." : "This is the first mention.");
  }

  /** Shows a place of the text for a moment. */
  private flash(start: number, end: number): void {
    this.marked.reveal(start);
    const range = this.marked.range(start, end);
    paint("place", [range]);
    scrollTo(range);
    say(`“${this.text.text.slice(start, end)}”`);
  }

  private search(query: string): void {
    if (query === this.query) return;
    this.query = query;
    const focused = this.find.contains(document.activeElement);
    this.hits = query ? hits(this.text.text, query) : [];
    this.hit = -1;
    // the blocks that have hits are marked first, since marking makes new nodes
    for (const [start] of this.hits) this.marked.reveal(start);
    paint("hits", this.hits.map(([start, end]) => this.marked.range(start, end)));
    paint("place", []);
    const input = h("input", { type: "search", "aria-label": "Search in this text", placeholder: "Search in this text", value: query });
    fill(
      this.find,
      input,
      h("button", { type: "submit" }, "Find"),
      query && h("span", { class: "total" }, this.hits.length >= MOST_HITS ? `${MOST_HITS} and more` : plural(this.hits.length, "hit")),
      query && this.hits.length > 0 && h("button", { type: "button", click: () => this.next(-1) }, "Previous hit"),
      query && this.hits.length > 0 && h("button", { type: "button", click: () => this.next(1) }, "Next hit"),
    );
    this.find.onsubmit = (event) => {
      event.preventDefault();
      if (input.value === this.query && this.hits.length > 0) this.next(1);
      else this.go({ query: input.value });
    };
    if (focused) input.focus();
    if (this.hits.length > 0 && !this.chosen) this.next(1);
  }

  private next(by: number): void {
    this.hit = (this.hit + by + this.hits.length) % this.hits.length;
    const range = this.marked.range(...this.hits[this.hit]);
    paint("place", [range]);
    scrollTo(range);
    say(`Hit ${this.hit + 1} of ${this.hits.length}`);
  }
}

/** Where a query stands in a text, whatever the case. */
export function hits(text: string, query: string): [number, number][] {
  const found: [number, number][] = [];
  const form = new RegExp(query.trim().replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&").replace(/\s+/g, "\\s+"), "giu");
  for (const match of text.matchAll(form)) {
    if (match[0].length === 0 || found.length >= MOST_HITS) break;
    found.push([match.index, match.index + match[0].length]);
  }
  return found;
}

/** Colours ranges without touching the elements. */
function paint(name: string, ranges: Range[]): void {
  CSS.highlights?.set(name, new Highlight(...ranges));
}

function scrollTo(range: Range): void {
  (range.startContainer.parentElement ?? undefined)?.scrollIntoView({ block: "center" });
}

