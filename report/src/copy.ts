// What those who tend the lists take with them: a row of exceptions.tsv, a case of the fixtures.

import type { Doc, Relation, Span, Text } from "./data";
import { say } from "./dom";

/** Puts a text on the clipboard. */
export async function copy(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // a page from disk may not have the clipboard's newer way
    const area = document.createElement("textarea");
    area.value = text;
    area.setAttribute("aria-label", what);
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  say(`Copied: ${what}`);
}

const flat = (text: string): string => text.replace(/\s+/gu, " ").trim();

/** surface, id, rule, reason: the name is not matched any more. The reason is for a person to improve. */
export function exceptionsRow(surface: string, id: string, where: string): string {
  return [flat(surface), id || "*", "never", `another thing's name, as in ${flat(where)}`].join("\t") + "\n";
}

/** The marks and relations of the lines around a span, as the files of `fixtures/` write them. */
export function fixture(doc: Doc, text: Text, span: Span): string {
  let start = text.text.lastIndexOf("\n", Math.max(0, span.start - 1)) + 1;
  if (start > span.start) start = 0;
  const line = text.text.indexOf("\n", span.end);
  let end = line < 0 ? text.text.length : line;
  while (end > start && /[\r\n]/.test(text.text[end - 1])) end--;
  const inside = text.spans.filter((s) => s.start >= start && s.end <= end);
  const name = flat(span.entity.id || span.entity.name)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  const date = doc.date ? ` | date=${doc.date}` : "";
  const numbers = new Set(inside.map((s) => s.number));
  const roles = text.relations.filter((r) => numbers.has(r.person) && numbers.has(r.title) && (r.agency === null || numbers.has(r.agency)));
  const lines = [`=== ${name || "case"}${date}`, marked(text.text, start, end, inside), ...roles.map((r) => role(r, text))];
  return `${lines.join("\n")}\n`;
}

function marked(text: string, start: number, end: number, spans: Span[]): string {
  let out = "";
  let at = start;
  for (let i = 0; i < spans.length; ) {
    const span = spans[i];
    let behind = i + 1;
    while (behind < spans.length && spans[behind].start < span.end) behind++;
    out += escape(text.slice(at, span.start));
    const inner = spans.slice(i + 1, behind).filter((s) => s.end <= span.end);
    out += `[[${[marked(text, span.start, span.end, inner), span.entity.label, value(span), ...flags(span)].join("|")}]]`;
    at = span.end;
    i = behind;
  }
  return out + escape(text.slice(at, end));
}

/** Characters that cannot be seen, as the fixtures write them. */
const escape = (text: string): string =>
  text.replace(/[^\P{C}\n]|[\u00a0\u00ad\u2000-\u200f\u2028-\u202f\ufeff]/gu, (c) => `\\u{${c.codePointAt(0)!.toString(16)}}`);

function value(span: Span): string {
  const { id, candidates, kind, label } = span.entity;
  if (id) return id;
  if (candidates.length > 0) return `?${[...candidates].sort().join(",")}`;
  return label === "THREAT_ACTOR" && kind === "descriptive" ? "-" : "?";
}

function flags(span: Span): string[] {
  const { kind, label } = span.entity;
  const out: string[] = [];
  if (kind && (label === "THREAT_ACTOR" || ["descriptive", "forum", "rank", "local", "alias"].includes(kind))) out.push(`kind=${kind}`);
  if (span.class.status) out.push(`status=${span.class.status}`);
  if (typeof span.more.mod === "string") out.push(`mod=${span.more.mod}`);
  if (span.class.threat) out.push("threat");
  return out;
}

function role(relation: Relation, text: Text): string {
  const id = (span: number) => text.spans[span].entity.id || "-";
  const agency = relation.agency === null ? "-" : id(relation.agency);
  return `> ${id(relation.person)} | ${id(relation.title)} | ${agency} | ${relation.country || "-"}`;
}
