// The report: reads its data, and shows what the address asks for.

import "uplot/dist/uPlot.min.css";
import "./style.css";

import { type Corpus, curator, documents, entities, posts, search } from "./corpus";
import { Report } from "./data";
import { type Child, fill, h, plural, say, statusLine } from "./dom";
import { counts } from "./filter";
import { filters } from "./filters";
import { Reader } from "./read";
import { link, parse, print, type State, VIEWS, type View } from "./state";
import { timeline } from "./timeline";

const NAMES: Record<string, string> = { documents: "Documents", entities: "Entities", timeline: "Timeline", posts: "Posts", curator: "Curator", read: "Text" };
const PAGES: Partial<Record<View, (corpus: Corpus) => Child[]>> = { documents, entities, timeline, posts, curator, search };

class App {
  private state: State;
  private reader: Reader | undefined;
  private readonly nav = h("nav", { "aria-label": "Views" });
  private readonly searching = h("form", { class: "search", role: "search", submit: (event: Event) => this.submit(event) });
  private readonly side = h("details", { class: "side" });
  private readonly main = h("main", { id: "main", tabindex: -1 });

  constructor(
    private readonly report: Report,
    root: HTMLElement,
  ) {
    this.state = this.read();
    const total = report.documents.length;
    const skip = h("a", { class: "skip", href: "#main", click: (event: Event) => (event.preventDefault(), this.main.focus()) }, "To the content");
    const theme = h("button", { type: "button", class: "theme", click: () => this.theme(theme) }, "Dark or light");
    this.side.open = matchMedia("(min-width: 60rem)").matches;
    fill(
      root,
      skip,
      h("header", { class: "top" }, h("p", { class: "brand" }, h("b", {}, "gazet"), h("span", { class: "quiet" }, ` ${plural(total, "text")}`)), this.nav, this.searching, theme),
      h("div", { class: "body" }, h("section", { "aria-label": "Filters", class: "left" }, this.side), this.main),
      statusLine(),
    );
    addEventListener("hashchange", () => void this.show(true));
  }

  /** Where the address names no view, one text is read, and several are a table. */
  private read(): State {
    const state = parse(location.hash);
    if (state.view === "documents" && !location.hash.includes("view=") && this.report.documents.length === 1) {
      return { ...state, view: "read", doc: this.report.key(this.report.documents[0]) };
    }
    return state;
  }

  private readonly go = (change: Partial<State>): void => {
    location.hash = link(this.state, change);
  };

  async show(moved: boolean): Promise<void> {
    const before = this.state;
    this.state = this.read();
    const { state, report } = this;
    const corpus: Corpus = { report, state, counts: counts(report, state) };
    const name = document.activeElement?.getAttribute("name");
    const kept = this.side.contains(document.activeElement) ? name : null;
    fill(this.side, h("summary", {}, "Filters"), filters(corpus, this.go));
    if (kept) this.side.querySelector<HTMLElement>(`[name="${CSS.escape(kept)}"]`)?.focus();
    this.views();
    if (state.view === "read") await this.text(before, moved);
    else {
      this.reader = undefined;
      fill(this.main, ...(PAGES[state.view] ?? documents)(corpus));
      if (moved && before.view !== state.view) this.main.focus();
    }
    document.title = `${this.reader ? this.reader.doc.title || this.reader.doc.id : (NAMES[state.view] ?? "Search")} · gazet report`;
  }

  private async text(before: State, moved: boolean): Promise<void> {
    const { state, report } = this;
    const doc = report.document(state.doc);
    if (!doc) {
      this.reader = undefined;
      fill(this.main, h("h1", {}, "No such text"), h("p", {}, "There is no text with the id ", h("code", {}, state.doc), "."));
      return;
    }
    const same = this.reader?.doc === doc;
    if (!same) {
      const reader = await Reader.open(report, doc, state, this.go);
      // the user may have gone on meanwhile
      if (this.state !== state) return;
      this.reader = reader;
      fill(this.main, reader.element);
      if (moved) this.main.focus();
    }
    const spanChanged = String(before.span) !== String(state.span);
    this.reader!.update(state, moved && (spanChanged || !same) && state.span !== null);
  }

  private views(): void {
    const { state } = this;
    const views = state.view === "read" ? [...VIEWS, "read" as const] : VIEWS;
    const to = (view: View) => (view === "read" ? print(state) : link(state, { view, doc: "", span: null, query: "" }));
    fill(this.nav, ...views.map((view) => h("a", { href: to(view), "aria-current": state.view === view ? "page" : null }, NAMES[view])));
    if (!this.searching.contains(document.activeElement) || this.searching.childElementCount === 0) {
      const value = state.view === "search" ? state.query : "";
      fill(this.searching, h("input", { type: "search", name: "q", "aria-label": "Search in texts and entities", placeholder: "Search in all", value }), h("button", { type: "submit" }, "Search"));
    }
  }

  private submit(event: Event): void {
    event.preventDefault();
    const input = this.searching.querySelector("input")!;
    if (input.value.trim()) this.go({ view: "search", doc: "", span: null, query: input.value.trim() });
  }

  private theme(button: HTMLElement): void {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    button.setAttribute("aria-pressed", String(!dark));
    say(dark ? "Light" : "Dark");
    if (this.state.view === "timeline") void this.show(false);
  }
}

async function start(): Promise<void> {
  const root = document.getElementById("app")!;
  try {
    const app = new App(await Report.read(), root);
    await app.show(false);
    root.dataset.ready = "";
  } catch (error) {
    fill(root, h("h1", {}, "This report cannot be read"), h("p", {}, String(error)));
  }
}

void start();
