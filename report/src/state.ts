// What is shown, as the address says it: every view and filter has a link.

export const VIEWS = ["documents", "entities", "timeline", "posts", "curator"] as const;
export type View = (typeof VIEWS)[number] | "search" | "read";

export interface State {
  view: View;
  /** The document that is read. */
  doc: string;
  /** A span of it, in code points, as records count. */
  span: [number, number] | null;
  query: string;
  /** Labels that are not shown. */
  hide: Set<string>;
  kind: string;
  country: string;
  /** In hundredths. */
  score: number;
  /** `LABEL id`, where only mentions of one entity count. */
  entity: string;
}

export function parse(hash: string): State {
  const at = new URLSearchParams(hash.replace(/^#/, ""));
  const span = /^(\d+)-(\d+)$/.exec(at.get("span") ?? "");
  const view = at.get("view") as View;
  return {
    view: at.has("doc") ? "read" : VIEWS.includes(view as never) || view === "search" ? view : "documents",
    doc: at.get("doc") ?? "",
    span: span && [Number(span[1]), Number(span[2])],
    query: at.get("q") ?? "",
    hide: new Set((at.get("hide") ?? "").split(",").filter(Boolean)),
    kind: at.get("kind") ?? "",
    country: at.get("country") ?? "",
    score: Math.min(100, Math.max(0, Math.round(Number(at.get("score")) || 0))),
    entity: at.get("entity") ?? "",
  };
}

export function print(state: State): string {
  const at = new URLSearchParams();
  if (state.view === "read") at.set("doc", state.doc);
  else at.set("view", state.view);
  if (state.view === "read" && state.span) at.set("span", state.span.join("-"));
  if (state.query) at.set("q", state.query);
  if (state.hide.size > 0) at.set("hide", [...state.hide].sort().join(","));
  for (const key of ["kind", "country", "entity"] as const) if (state[key]) at.set(key, state[key]);
  if (state.score > 0) at.set("score", String(state.score));
  return `#${at}`;
}

/** The address of a state that differs from another one. */
export const link = (state: State, change: Partial<State>): string => print({ ...state, ...change });
