// Elements, made without markup: texts become text nodes, so that nothing of a document, a list or a file's name can be an element.

export type Child = Node | string | number | null | undefined | false;
type Value = string | number | boolean | null | undefined | ((event: never) => void);

/** Makes an element. Functions are listeners ("click"), everything else attributes; `false` and `null` are no attribute. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, Value> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value as EventListener);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, String(value));
  }
  put(element, ...children);
  return element;
}

/** Puts children behind those that are there. */
export function put(parent: Node, ...children: Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    parent.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** Takes all children away and puts others in their place. */
export function fill(parent: Element, ...children: Child[]): void {
  parent.replaceChildren();
  put(parent, ...children);
}

let status: HTMLElement | undefined;

/** The element through which screen readers hear of what happened. */
export function statusLine(): HTMLElement {
  status ??= h("p", { role: "status", class: "status" });
  return status;
}

/** Says something, in sight and aloud. */
export function say(message: string): void {
  const line = statusLine();
  line.textContent = message;
  line.classList.add("shown");
  clearTimeout(Number(line.dataset.timer));
  line.dataset.timer = String(window.setTimeout(() => line.classList.remove("shown"), 4000));
}

export const count = (n: number): string => n.toLocaleString("en");

/** "1 span", "2 spans". */
export const plural = (n: number, word: string): string => `${count(n)} ${word}${n === 1 ? "" : "s"}`;
