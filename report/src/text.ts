// A text with its spans marked. The text stands there as it is from the start, in blocks of whole lines; a block gets its marks when
// it comes near the window, so that a text of any length opens at once. What the elements hold is the text, character by character.

import type { Span } from "./data";
import { h, put } from "./dom";
import { family, tag } from "./labels";

const BLOCK = 1500;
const NEAR = "1200px";

interface Block {
  start: number;
  end: number;
  /** Its spans, as places among those shown. */
  first: number;
  last: number;
  element: HTMLElement;
  marked: boolean;
}

export class MarkedText {
  readonly element: HTMLElement;
  private blocks: Block[] = [];
  private spans: Span[] = [];
  private byNumber = new Map<number, Span>();
  private observer: IntersectionObserver;
  /** The span that has the focus, or would get it: the text is one stop of the Tab key. */
  private current = -1;
  private chosen = -1;

  constructor(
    readonly text: string,
    private readonly address: (span: Span) => string,
  ) {
    this.element = h("div", { class: "text", lang: "" });
    this.observer = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) if (entry.isIntersecting) this.mark(this.blocks[Number((entry.target as HTMLElement).dataset.block)]);
      },
      { rootMargin: NEAR },
    );
    addEventListener("beforeprint", this.markAll);
  }

  /** Shows these spans and no others; they are sorted by start, longer first. */
  show(spans: Span[]): void {
    this.observer.disconnect();
    this.spans = spans;
    this.byNumber = new Map(spans.map((span) => [span.number, span]));
    this.current = spans[0]?.number ?? -1;
    this.blocks = cut(this.text, spans).map((part, i) => {
      const element = h("div", { class: "block", "data-block": i }, this.text.slice(part.start, part.end));
      return { ...part, element, marked: false };
    });
    this.element.replaceChildren(...this.blocks.map((block) => block.element));
    for (const block of this.blocks) this.observer.observe(block.element);
  }

  /** Makes a span the chosen one, in sight and with the focus where that is wanted. */
  choose(number: number, focus: boolean): void {
    for (const element of this.elementsOf(this.chosen)) element.classList.remove("chosen");
    this.chosen = number;
    const span = this.byNumber.get(number);
    if (!span) return;
    this.reveal(span.start);
    this.turn(number);
    for (const element of this.elementsOf(number)) element.classList.add("chosen");
    const target = this.target(number);
    target?.scrollIntoView({ block: "center" });
    if (focus) target?.focus({ preventScroll: true });
  }

  /** The focus goes to the next or previous span. */
  step(by: number): void {
    const at = this.spans.findIndex((span) => span.number === this.current);
    const next = this.spans[Math.min(this.spans.length - 1, Math.max(0, at + by))];
    if (!next) return;
    this.reveal(next.start);
    this.turn(next.number);
    const target = this.target(next.number);
    target?.focus({ preventScroll: true });
    target?.scrollIntoView({ block: "nearest" });
  }

  /** A range of the text, for the highlights of a search. */
  range(start: number, end: number): Range {
    const range = document.createRange();
    const [first, from] = this.place(start);
    const [last, to] = this.place(end);
    range.setStart(first, from);
    range.setEnd(last, to);
    return range;
  }

  /** Brings a place of the text into sight. */
  reveal(offset: number): HTMLElement | undefined {
    const block = this.blocks.find((block) => offset < block.end) ?? this.blocks.at(-1);
    if (block) this.mark(block);
    return block?.element;
  }

  readonly markAll = (): void => {
    if (!this.element.isConnected) removeEventListener("beforeprint", this.markAll);
    else for (const block of this.blocks) this.mark(block);
  };

  /** The element that is the span, whole: its text is the span's. */
  whole(number: number): HTMLElement | null {
    const span = this.byNumber.get(number);
    if (span) this.reveal(span.start);
    return this.element.querySelector(`[data-span="${number}"]`);
  }

  private place(offset: number): [Node, number] {
    const block = this.blocks.find((block) => offset <= block.end) ?? this.blocks.at(-1)!;
    const walker = document.createTreeWalker(block.element, NodeFilter.SHOW_TEXT);
    let left = offset - block.start;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const length = (node as Text).data.length;
      if (left <= length) return [node, left];
      left -= length;
    }
    return [block.element, 0];
  }

  private elementsOf(number: number): NodeListOf<HTMLElement> {
    return this.element.querySelectorAll(`[data-span="${number}"], [data-part="${number}"]`);
  }

  private target(number: number): HTMLElement | null {
    return this.element.querySelector(`a[data-span="${number}"], a[data-part="${number}"]`);
  }

  private turn(number: number): void {
    this.target(this.current)?.setAttribute("tabindex", "-1");
    this.current = number;
    this.target(number)?.setAttribute("tabindex", "0");
  }

  private mark(block: Block): void {
    if (block.marked) return;
    block.marked = true;
    this.observer.unobserve(block.element);
    const inside = this.spans.slice(block.first, block.last);
    if (inside.length === 0) return;
    block.element.replaceChildren();
    this.fill(block.element, block.start, block.end, inside, -1);
  }

  /** Puts the text from `start` to `end` with its spans into an element; `part` is the span that the element belongs to. */
  private fill(parent: HTMLElement, start: number, end: number, spans: Span[], part: number): void {
    let at = start;
    const plain = (to: number) => {
      if (to <= at) return;
      const text = this.text.slice(at, to);
      put(parent, part < 0 ? text : this.anchor(this.byNumber.get(part)!, { "data-part": part }, text));
      at = to;
    };
    for (let i = 0; i < spans.length; ) {
      const span = spans[i];
      let behind = i + 1;
      while (behind < spans.length && spans[behind].start < span.end) behind++;
      plain(span.start);
      const inside = spans.slice(i + 1, behind).filter((inner) => inner.end <= span.end);
      const look = { class: `s ${family(span.entity.label)}`, "data-tag": tag(span.entity.label), "data-span": span.number };
      if (inside.length === 0) {
        put(parent, this.anchor(span, look, this.text.slice(span.start, span.end)));
      } else {
        // links do not stand in links: the words of the outer span that are no inner one's are links beside those
        const outer = h("span", { ...look, class: `${look.class} outer` });
        this.fill(outer, span.start, span.end, inside, span.number);
        put(parent, outer);
      }
      at = span.end;
      i = behind;
    }
    plain(end);
  }

  private anchor(span: Span, attributes: Record<string, string | number>, text: string): HTMLElement {
    const name = span.entity.id || "undecided";
    return h(
      "a",
      {
        ...attributes,
        href: this.address(span),
        tabindex: span.number === this.current ? 0 : -1,
        title: `${span.entity.label} ${name}`,
      },
      text,
    );
  }
}

/** Cuts a text into blocks of whole lines, no span in two of them. */
function cut(text: string, spans: Span[]): { start: number; end: number; first: number; last: number }[] {
  const blocks = [];
  for (let start = 0, first = 0; start < text.length; ) {
    let end = start;
    let last = first;
    // a line that ends inside a span is no end
    for (let reach = start + BLOCK; end < reach; ) {
      const line = text.indexOf("\n", reach - 1);
      end = line < 0 ? text.length : line + 1;
      for (; last < spans.length && spans[last].start < end; last++) reach = Math.max(reach, spans[last].end);
      if (end === text.length) break;
    }
    blocks.push({ start, end, first, last });
    [start, first] = [end, last];
  }
  return blocks;
}
