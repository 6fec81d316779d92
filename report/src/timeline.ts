// The timeline: the dates that texts speak of against the dates of the texts. The plot is uPlot's; the table says the same in figures.

import uPlot from "uplot";

import type { Corpus } from "./corpus";
import type { Report } from "./data";
import { type Child, count, h, plural, put } from "./dom";
import { passes } from "./filter";
import { table } from "./table";
import { firstDay, month, monthOf } from "./timex";

/** Texts of one month that speak of another one. */
interface Cell {
  published: number;
  spoken: number;
  mentions: number;
  documents: number;
}

export function timeline(corpus: Corpus): Child[] {
  const { cells, undated, open } = cellsOf(corpus);
  const place = h("div", { class: "plot" });
  const note = [undated > 0 && `${plural(undated, "mention")} in texts without a date`, open > 0 && `${plural(open, "mention")} without a year`].filter(Boolean);
  // a plot needs to know how wide it is
  if (cells.length > 0) requestAnimationFrame(() => place.isConnected && plot(place, cells));
  return [
    h("h1", {}, "Timeline"),
    h("p", { class: "quiet" }, "Each circle: texts of one month (upwards) that speak of another one (to the right); the line is the month itself. Drag to see a part, double click for all.", note.length > 0 && ` Not shown: ${note.join(", ")}.`),
    cells.length > 0 ? place : h("p", { class: "none" }, "No dated texts that speak of dates."),
    table(
      cells,
      [
        { name: "Published", value: (c) => month(c.published), width: 3 },
        { name: "Speaks of", value: (c) => month(c.spoken), width: 3 },
        { name: "Mentions", value: (c) => c.mentions, width: 2 },
        { name: "Documents", value: (c) => c.documents, width: 2 },
      ],
      { noun: "pair", file: "timeline.csv", caption: "Months that texts speak of, by month of publication", rows: 10 },
    ),
  ];
}

/** The months of entities and documents: `NaN` for those without one, nothing for what is no date. They never change. */
let months: { report: Report; spoken: (number | undefined)[]; published: number[] } | undefined;

function monthsOf(report: Report): NonNullable<typeof months> {
  if (months?.report === report) return months;
  const spoken = report.entities.map((e) => {
    if (e.label !== "DATE") return undefined;
    const day = firstDay(e.id);
    return day === null ? NaN : monthOf(day);
  });
  return (months = { report, spoken, published: report.documents.map((doc) => (doc.date ? monthOf(Date.parse(doc.date)) : NaN)) });
}

function cellsOf({ report, state }: Corpus): { cells: Cell[]; undated: number; open: number } {
  const { spoken, published } = monthsOf(report);
  const pass = report.entities.map((e) => e.label === "DATE" && passes(e, state));
  const cells = new Map<number, Cell & { last: number }>();
  let [undated, open] = [0, 0];
  const { mentions } = report;
  for (let i = 0; i < mentions.length; i += 4) {
    const entity = mentions[i + 1];
    if (!pass[entity] || mentions[i + 2] < state.score) continue;
    const [doc, month, count] = [mentions[i], spoken[entity]!, mentions[i + 3]];
    if (Number.isNaN(month)) open += count;
    else if (Number.isNaN(published[doc])) undated += count;
    else {
      const key = published[doc] * 200_000 + month;
      let cell = cells.get(key);
      if (!cell) cells.set(key, (cell = { published: published[doc], spoken: month, mentions: 0, documents: 0, last: -1 }));
      cell.mentions += count;
      if (cell.last !== doc) cell.documents++;
      cell.last = doc;
    }
  }
  return { cells: [...cells.values()].sort((a, b) => a.published - b.published || a.spoken - b.spoken), undated, open };
}

/** The middle of a month in seconds, as uPlot counts. */
const seconds = (n: number): number => Date.UTC(Math.floor(n / 12), n % 12, 15) / 1000;

function plot(place: HTMLElement, cells: Cell[]): void {
  const color = (name: string) => {
    const probe = place.appendChild(h("span"));
    probe.style.color = `var(${name})`;
    const value = getComputedStyle(probe).color;
    probe.remove();
    return value;
  };
  const [quiet, dot, ground, ink, line] = ["--quiet", "--dot", "--page", "--ink", "--line"].map(color);
  const most = Math.max(...cells.map((c) => c.mentions));
  const radius = (cell: Cell) => 2.5 + 9 * Math.sqrt(cell.mentions / most);
  const circles = (u: uPlot): null => {
    const { ctx } = u;
    ctx.save();
    ctx.beginPath();
    ctx.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
    ctx.clip();
    ctx.strokeStyle = quiet;
    ctx.setLineDash([4, 4]);
    ctx.beginPath();
    const [low, high] = [Math.min(u.scales.x.min!, u.scales.y.min!), Math.max(u.scales.x.max!, u.scales.y.max!)];
    ctx.moveTo(u.valToPos(low, "x", true), u.valToPos(low, "y", true));
    ctx.lineTo(u.valToPos(high, "x", true), u.valToPos(high, "y", true));
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.fillStyle = dot;
    ctx.strokeStyle = ground;
    for (const cell of cells) {
      const [x, y] = [u.valToPos(seconds(cell.spoken), "x", true), u.valToPos(seconds(cell.published), "y", true)];
      ctx.globalAlpha = 0.7;
      ctx.beginPath();
      ctx.arc(x, y, radius(cell) * devicePixelRatio, 0, 2 * Math.PI);
      ctx.fill();
      ctx.globalAlpha = 1;
      ctx.stroke();
    }
    ctx.restore();
    return null;
  };
  // a few dates of long ago shall not press the rest together
  const spoken = cells.flatMap((c) => Array<number>(Math.min(c.mentions, 50)).fill(c.spoken)).sort((a, b) => a - b);
  const at = (share: number) => spoken[Math.round((spoken.length - 1) * share)];
  const range = (low: number, high: number): [number, number] => [seconds(low - 2), seconds(high + 2)];
  const x = range(Math.min(at(0.03), cells[0].published), Math.max(at(0.97), cells.at(-1)!.published));
  const y = range(cells[0].published, cells.at(-1)!.published);
  const reset = (_: uPlot, min: number | null, max: number | null, whole: [number, number]): [number, number] => (min === null || max === null || max <= min ? whole : [min, max]);
  const axis = () => ({ stroke: ink, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } });
  const size = () => ({ width: place.clientWidth, height: Math.min(420, Math.max(240, Math.round(place.clientWidth * 0.5))) });
  let zoomed: { x: [number, number]; y: [number, number] } | null = null;
  const draw = new uPlot(
    {
      mode: 2,
      ...size(),
      legend: { show: false },
      cursor: { drag: { x: true, y: true, setScale: true }, points: { show: false } },
      scales: { x: { time: true, range: (u, min, max) => reset(u, zoomed ? min : null, max, x) }, y: { time: true, range: (u, min, max) => reset(u, zoomed ? min : null, max, y) } },
      axes: [
        { ...axis(), label: "speaks of" },
        { ...axis(), label: "published", size: 70, values: (_u: uPlot, splits: number[]) => splits.map((s) => month(monthOf(s * 1000))) },
      ],
      series: [{}, { paths: circles as unknown as uPlot.Series.PathBuilder, facets: [{ scale: "x", auto: true }, { scale: "y", auto: true }] } as unknown as uPlot.Series],
      hooks: {
        setSelect: [() => void (zoomed = { x, y })],
      },
    },
    [null, [cells.map((c) => seconds(c.spoken)), cells.map((c) => seconds(c.published))]] as unknown as uPlot.AlignedData,
    place,
  );
  draw.over.addEventListener("dblclick", () => {
    zoomed = null;
    draw.setScale("x", { min: x[0], max: x[1] });
    draw.setScale("y", { min: y[0], max: y[1] });
  });
  draw.root.setAttribute("role", "img");
  draw.root.setAttribute("aria-label", `Scatter plot of ${plural(cells.length, "pair")} of months; the table below has its figures.`);
  const tip = h("p", { class: "tip quiet", "aria-hidden": "true" }, "\u00a0");
  put(place, tip);
  draw.over.addEventListener("mousemove", () => {
    const { left, top } = draw.cursor;
    let best: Cell | undefined;
    let distance = 20 ** 2;
    for (const cell of cells) {
      const d = (draw.valToPos(seconds(cell.spoken), "x") - left!) ** 2 + (draw.valToPos(seconds(cell.published), "y") - top!) ** 2;
      if (d < distance) [best, distance] = [cell, d];
    }
    tip.textContent = best ? `Texts of ${month(best.published)} speak of ${month(best.spoken)} ${count(best.mentions)} times, in ${plural(best.documents, "text")}.` : "\u00a0";
  });
  const resize = new ResizeObserver(() => (place.isConnected ? draw.setSize(size()) : resize.disconnect()));
  resize.observe(place);
}
