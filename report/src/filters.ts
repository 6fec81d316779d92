// The filters beside every view: labels with their counts, which is the legend as well; kind, country and score.

import { type Child, count, h } from "./dom";
import type { Corpus } from "./corpus";
import { countryOf, filtered } from "./filter";
import { family, tag, words } from "./labels";
import type { State } from "./state";

export function filters(corpus: Corpus, go: (change: Partial<State>) => void): HTMLElement {
  const { report, state, counts } = corpus;
  const labels = new Map<string, number>();
  const kinds = new Set<string>();
  const countries = new Set<string>();
  for (const entity of report.entities) {
    labels.set(entity.label, (labels.get(entity.label) ?? 0) + counts.ofEntity[entity.number]);
    if (entity.kind) kinds.add(entity.kind);
    const country = countryOf(entity);
    if (country) countries.add(country);
  }
  const box = ([label, mentions]: [string, number]) => {
    const change = (event: Event) => {
      const hide = new Set(state.hide);
      if ((event.target as HTMLInputElement).checked) hide.delete(label);
      else hide.add(label);
      go({ hide });
    };
    const shown = !state.hide.has(label);
    return h(
      "label",
      { class: "label" },
      h("input", { type: "checkbox", name: label, checked: shown, change }),
      h("span", { class: `s ${family(label)}`, "data-tag": tag(label) }, words(label)),
      h("span", { class: "number" }, shown ? count(mentions) : ""),
    );
  };
  const choice = (name: string, key: "kind" | "country", values: Set<string>) =>
    h(
      "label",
      { class: "field" },
      name,
      h(
        "select",
        { name: key, change: (event: Event) => go({ [key]: (event.target as HTMLSelectElement).value }) },
        h("option", { value: "" }, "all"),
        ...[...values].sort().map((value) => h("option", { value, selected: state[key] === value }, value)),
      ),
    );
  const sorted = [...labels].sort(([a], [b]) => (words(a) < words(b) ? -1 : 1));
  const all = (hide: Set<string>, name: string): Child => h("button", { type: "button", class: "small", click: () => go({ hide }) }, name);
  return h(
    "form",
    { class: "filters", "aria-label": "Filters", submit: (event: Event) => event.preventDefault() },
    h("fieldset", {}, h("legend", {}, "Labels"), ...sorted.map(box), h("p", { class: "bar" }, all(new Set(), "All"), all(new Set(labels.keys()), "None"))),
    choice("Kind", "kind", kinds),
    choice("Country", "country", countries),
    h(
      "label",
      { class: "field" },
      `Score from ${(state.score / 100).toFixed(2)}`,
      h("input", { type: "range", name: "score", min: 0, max: 100, value: state.score, change: (event: Event) => go({ score: Number((event.target as HTMLInputElement).value) }) }),
    ),
    state.entity && h("p", { class: "only" }, "Only ", h("b", {}, state.entity), " ", h("button", { type: "button", class: "small", click: () => go({ entity: "" }) }, "All entities")),
    filtered(state) && h("button", { type: "button", class: "clear", click: () => go({ hide: new Set(), kind: "", country: "", score: 0, entity: "" }) }, "Clear all filters"),
  );
}
