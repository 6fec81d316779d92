// A table of any length: only the rows in sight are elements. Sorted by a click on its head, saved as CSV.

import { csv, save } from "./csv";
import { type Child, count, h, plural, put, say } from "./dom";

export interface Column<Row> {
  name: string;
  /** What is saved and sorted by; numbers sort as numbers. */
  value(row: Row): string | number;
  /** What is shown, where that is not the value. */
  show?(row: Row): Child;
  /** Share of the width. */
  width: number;
  /** Left out where there is little room. */
  wide?: boolean;
}

interface Options {
  /** What the rows are: "document". */
  noun: string;
  /** The name of the file. */
  file: string;
  caption: string;
  /** Rows in sight at most; all of them stand there without scrolling when there are fewer. */
  rows?: number;
}

const ROW_HEIGHT = 36;
const MARGIN = 8;
const PRINTED = 500;

export function table<Row>(all: Row[], columns: Column<Row>[], options: Options): HTMLElement {
  let rows = all;
  let sorted: { column: number; up: boolean } | null = null;
  const shown = Math.min(options.rows ?? 16, Math.max(1, all.length));

  const body = h("tbody");
  const heads = columns.map((column, i) => {
    const numeric = typeof (all[0] && column.value(all[0])) === "number";
    return h(
      "th",
      { scope: "col", class: [numeric && "number", column.wide && "wide"].filter(Boolean).join(" ") || null },
      h("button", { type: "button", click: () => sort(i) }, column.name),
    );
  });
  const total = columns.reduce((sum, column) => sum + column.width, 0);
  const group = h("colgroup");
  for (const column of columns) {
    const col = h("col", { class: column.wide ? "wide" : null });
    col.style.width = `${(column.width / total) * 100}%`;
    put(group, col);
  }
  const head = h("thead", {}, h("tr", { "aria-rowindex": 1 }, ...heads));
  const grid = h("table", { "aria-rowcount": all.length + 1 }, h("caption", { class: "quiet" }, options.caption), group, head, body);
  const scroller = h(
    "div",
    { class: "scroller", tabindex: 0, role: "region", "aria-label": options.caption, scroll: () => draw() },
    grid,
  );
  scroller.style.maxHeight = `${(shown + 1) * ROW_HEIGHT + 18}px`;

  let from = -1;
  let to = -1;
  function draw(force = false, printing = false): void {
    const first = printing ? 0 : Math.max(0, Math.floor(scroller.scrollTop / ROW_HEIGHT) - MARGIN);
    const last = Math.min(rows.length, printing ? PRINTED : first + shown + 2 * MARGIN);
    if (!force && first === from && last === to) return;
    [from, to] = [first, last];
    const focused = document.activeElement?.closest("tr")?.getAttribute("aria-rowindex");
    body.replaceChildren();
    put(body, spacer(first), ...rows.slice(first, last).map((row, i) => line(row, first + i)), spacer(rows.length - last));
    // what has the focus keeps it while the rows around it change
    if (focused && scroller.contains(body)) {
      body.querySelector<HTMLElement>(`tr[aria-rowindex="${focused}"] :is(a, button)`)?.focus({ preventScroll: true });
    }
  }

  function line(row: Row, number: number): HTMLElement {
    const cells = columns.map((column) => {
      const value = column.value(row);
      const classes = [typeof value === "number" && "number", column.wide && "wide"].filter(Boolean).join(" ");
      const title = typeof value === "string" && value.length > 20 ? value : null;
      return h("td", { class: classes || null, title }, column.show ? column.show(row) : typeof value === "number" ? count(value) : value);
    });
    return h("tr", { "aria-rowindex": number + 2 }, ...cells);
  }

  function spacer(rows: number): HTMLElement | null {
    if (rows <= 0) return null;
    const cell = h("td", { colspan: columns.length });
    cell.style.height = `${rows * ROW_HEIGHT}px`;
    return h("tr", { "aria-hidden": "true", class: "spacer" }, cell);
  }

  function sort(column: number): void {
    const { value } = columns[column];
    const numeric = rows.length > 0 && typeof value(rows[0]) === "number";
    // numbers are wanted the largest first
    const up = sorted?.column === column ? !sorted.up : !numeric;
    sorted = { column, up };
    const sign = up ? 1 : -1;
    const collator = new Intl.Collator("en", { numeric: true });
    const keyed = all.map((row) => [value(row), row] as const);
    keyed.sort(([a], [b]) => {
      if (typeof a === "number" && typeof b === "number") return sign * (a - b);
      // empty cells come last either way
      if (a === "" || b === "") return a === b ? 0 : a === "" ? 1 : -1;
      return sign * collator.compare(String(a), String(b));
    });
    rows = keyed.map(([, row]) => row);
    heads.forEach((th, i) => (i === column ? th.setAttribute("aria-sort", up ? "ascending" : "descending") : th.removeAttribute("aria-sort")));
    scroller.scrollTop = 0;
    draw(true);
    say(`Sorted by ${columns[column].name}, ${up ? "upwards" : "downwards"}`);
  }

  function saveAll(): void {
    save(options.file, csv([columns.map((c) => c.name), ...rows.map((row) => columns.map((c) => c.value(row)))]));
    say(`${options.file}: ${plural(rows.length, options.noun)}`);
  }

  draw(true);
  const onPrint = () => (grid.isConnected ? draw(true, true) : removeEventListener("beforeprint", onPrint));
  addEventListener("beforeprint", onPrint);
  return h(
    "div",
    { class: "table" },
    h(
      "div",
      { class: "bar" },
      h("span", { class: "total" }, plural(all.length, options.noun)),
      h("button", { type: "button", class: "csv", click: saveAll, disabled: all.length === 0 }, "Save as CSV"),
    ),
    all.length > 0 ? scroller : h("p", { class: "none" }, `No ${options.noun} to show.`),
  );
}
