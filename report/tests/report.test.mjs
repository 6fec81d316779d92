// What a reader does: open, filter, click, type, search, follow links, save.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { go, launch, open, report, skip } from "./harness.mjs";

const options = { skip };
let browser;
let seeds;
const ROK = "seeds/rok-uk-cyber-dialogue-2023.txt";
const to = (values) => `#${new URLSearchParams(values)}`;

before(async () => {
  if (skip) return;
  browser = await launch();
  seeds = report(["seeds", "no-such-file.txt"]);
});
after(() => browser?.close());

/** A page that is closed, and was without errors, when the test ends. */
async function page(t, hash = "", options = {}) {
  const page = await open(browser, seeds.url + hash, options);
  t.after(async () => {
    await page.context().close();
    assert.deepEqual(page.wrong, []);
  });
  return page;
}

/** Does something that changes the address, and waits until the page shows what it says. */
async function change(page, act) {
  await page.evaluate(() => (window.changed = new Promise((done) => addEventListener("hashchange", () => setTimeout(done, 30), { once: true })), undefined));
  await act();
  await page.evaluate(() => window.changed);
}

const heading = (page) => page.locator("main h1").textContent();
/** Waits until the card is that of the span with these words: a click sets the address, and the page follows it. */
const opened = (page, words) => page.waitForFunction((words) => document.querySelector(".card h2")?.textContent === words, words);
const chosen = (page) => page.locator(".card h2").textContent();

test("several texts open as a table, one as a text", options, async (t) => {
  const many = await page(t);
  assert.equal(await heading(many), "Documents");
  assert.equal(await many.locator("tbody tr").count(), 17);
  await many.getByRole("link", { name: ROK }).click();
  await many.waitForSelector("article");
  assert.match(many.url(), /doc=seeds%2Frok-uk/);
  const one = report(["seeds/un-security-council-open-debate-2024.txt"]);
  const single = await open(browser, one.url);
  assert.equal(await single.locator("article .s").count() > 20, true);
  assert.deepEqual(single.wrong, []);
  await single.context().close();
});

test("filters: a label, a country, a kind, a score", options, async (t) => {
  const p = await page(t, to({ doc: ROK }));
  const spans = (label) => p.locator(`article .s.l-${label}`).count();
  const [agencies, dates] = [await spans("agency"), await spans("date")];
  assert.ok(agencies > 10 && dates > 1);
  await change(p, () => p.getByRole("checkbox", { name: "Agencies" }).uncheck());
  assert.equal(await spans("agency"), 0);
  assert.equal(await spans("date"), dates);
  await change(p, () => p.getByRole("checkbox", { name: "Agencies" }).check());
  await change(p, () => p.getByRole("combobox", { name: "Country" }).selectOption("GB"));
  assert.ok((await spans("agency")) < agencies && (await spans("agency")) > 0);
  assert.equal(await spans("date"), 0);
  await change(p, () => p.getByRole("button", { name: "Clear all filters" }).click());
  assert.equal(await spans("agency"), agencies);
  await change(p, () => p.getByRole("link", { name: "Entities" }).click());
  await change(p, () => p.getByRole("combobox", { name: "Kind" }).selectOption("descriptive"));
  assert.ok((await p.locator("tbody .l-actor").count()) > 0);
  assert.equal(await p.locator("tbody .l-country").count(), 0);
  await change(p, () => p.getByRole("button", { name: "Clear all filters" }).click());
  const total = () => p.locator(".total").first().textContent();
  const all = await total();
  await change(p, () => p.locator("input[name=score]").fill("99"));
  assert.notEqual(await total(), all);
});

test("a click opens a card: who, why, where, what lost", options, async (t) => {
  const p = await page(t, to({ doc: ROK }));
  await p.locator("article a", { hasText: /^FCDO$/ }).first().click();
  await opened(p, "FCDO");
  assert.equal(await chosen(p), "FCDO");
  const card = await p.locator(".card").innerText();
  for (const part of ["gb/fcdo", "Foreign, Commonwealth and Development Office", "GB", "definition in the document", "0.99", "acronym"]) assert.ok(card.includes(part), `${part}: ${card}`);
  await p.locator(".card .quote").click();
  await p.waitForFunction(() => [...(CSS.highlights.get("place") ?? [])][0]?.toString() === "Foreign, Commonwealth and Development Office");
  assert.match(await p.locator(".card").innerText(), /Mention 2 of 3/);
  await p.locator(".card").getByRole("link", { name: "Next" }).click();
  await p.waitForFunction(() => /Mention 3 of 3/.test(document.querySelector(".card").textContent));
  const links = p.locator(".card dd a[target=_blank]");
  assert.ok((await links.count()) > 0);
  for (const href of await links.evaluateAll((all) => all.map((a) => a.getAttribute("href")))) assert.match(href, /^https:\/\/[\w.-]+\//);
  await p.locator(".card .close").click();
  await p.waitForFunction(() => !document.querySelector(".card dl"));
});

test("relations, and nested spans, lead to each other", options, async (t) => {
  const p = await page(t, to({ doc: ROK }));
  await p.locator("article a", { hasText: "Will Middleton" }).first().click();
  await opened(p, "Will Middleton");
  assert.match(await p.locator(".card").innerText(), /1 relation/);
  await p.locator(".card li a", { hasText: "Cyber Director" }).click();
  await p.waitForFunction(() => document.querySelector(".card h2")?.textContent === "Cyber Director");
  await go(p, to({ doc: "seeds/japan-mofa-japan-australia-cyber-policy-dialogue-2024.txt" }));
  await p.waitForSelector("article .outer");
  const outer = p.locator("article .outer").first();
  const inner = outer.locator(".s").first();
  const words = await outer.textContent();
  await inner.click();
  await opened(p, await inner.textContent());
  await p.locator(".card li", { hasText: "Stands in" }).getByRole("link").click();
  await p.waitForFunction((words) => document.querySelector(".card h2")?.textContent === words, words);
  assert.equal(await p.locator("article a a").count(), 0, "a link in a link");
});

test("the keyboard alone is enough", options, async (t) => {
  const p = await page(t, to({ doc: ROK }));
  await p.keyboard.press("Tab");
  assert.equal(await p.evaluate(() => document.activeElement.className), "skip");
  await p.keyboard.press("Enter");
  assert.equal(await p.evaluate(() => document.activeElement.id), "main");
  for (let i = 0; i < 12 && !(await p.evaluate(() => document.activeElement.matches("article a"))); i++) await p.keyboard.press("Tab");
  const focus = () => p.evaluate(() => document.activeElement.textContent);
  const first = await focus();
  await p.keyboard.press("ArrowRight");
  const second = await focus();
  assert.notEqual(first, second);
  await p.keyboard.press("ArrowLeft");
  assert.equal(await focus(), first);
  await p.keyboard.press("ArrowRight");
  await p.keyboard.press("Enter");
  await p.waitForSelector(".card dl");
  assert.equal(await chosen(p), second);
  assert.equal(await focus(), second, "the focus stays in the text");
  await p.keyboard.press("n");
  await p.waitForFunction(() => /Mention 2/.test(document.querySelector(".card")?.textContent ?? ""));
  await p.keyboard.press("p");
  await p.waitForFunction(() => /Mention 1/.test(document.querySelector(".card")?.textContent ?? ""));
  await p.keyboard.press("Escape");
  await p.waitForFunction(() => !document.querySelector(".card dl"));
  // the text is one stop of the Tab key
  assert.equal(await p.locator("article a[tabindex='0']").count(), 1);
});

test("search in all texts and entities, and in one text", options, async (t) => {
  const p = await page(t);
  await p.getByRole("searchbox", { name: "Search in texts and entities" }).fill("cyber dialogue");
  await p.keyboard.press("Enter");
  await p.waitForSelector("main h2 + div table");
  assert.ok((await p.locator("main .table").nth(0).locator("tbody tr").count()) > 0, "entities");
  const texts = p.locator("main .table").nth(1);
  assert.ok((await texts.locator("tbody tr").count()) > 1, "texts");
  await texts.locator("tbody a").first().click();
  await p.waitForSelector("article");
  const hits = () => p.evaluate(() => [...CSS.highlights.get("hits")].map((r) => r.toString().toLowerCase().replace(/\s+/g, " ")));
  assert.ok((await hits()).length > 0);
  assert.ok((await hits()).every((hit) => hit === "cyber dialogue"));
  await p.getByRole("searchbox", { name: "Search in this text" }).fill("the");
  await p.getByRole("button", { name: "Find" }).click();
  await p.waitForFunction(() => [...CSS.highlights.get("hits")].every((r) => r.toString().toLowerCase() === "the"));
  const place = () => p.evaluate(() => [...CSS.highlights.get("place")][0].startContainer.data);
  const before = await place();
  for (let i = 0; i < 5; i++) await p.getByRole("button", { name: "Next hit" }).click();
  assert.notEqual(await place(), before);
});

test("a link opens the same span, in the record's own offsets", options, async (t) => {
  const p = await page(t, to({ doc: ROK, span: "207-212" }));
  const text = readFileSync(new URL(`../../${ROK}`, import.meta.url), "utf8");
  const [start, end] = [text.indexOf("Friday, February 10th"), text.indexOf("Friday, February 10th") + 21];
  await go(p, to({ doc: ROK, span: `${start}-${end}` }));
  await p.waitForSelector(".card dl");
  assert.equal(await chosen(p), "Friday, February 10th");
  assert.match(await p.locator(".card").innerText(), /2023-02-10/);
  await go(p, to({ doc: "nobody/knows" }));
  assert.equal(await heading(p), "No such text");
  await p.goBack();
  await p.waitForSelector(".card dl");
});

test("the curator sees errors and names in no list", options, async (t) => {
  const p = await page(t, to({ view: "curator" }));
  const errors = p.locator(".table").nth(0);
  assert.match(await errors.innerText(), /no-such-file\.txt\s+missing/);
  assert.ok((await p.locator(".table").nth(2).locator("tbody tr").count()) > 0);
});

test("rows of exceptions and cases of fixtures are copied as the project writes them", options, async (t) => {
  const p = await page(t, to({ doc: ROK }));
  await p.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await p.locator("article a", { hasText: /^FCDO$/ }).first().click();
  await opened(p, "FCDO");
  await p.getByRole("button", { name: "Copy as exceptions row" }).click();
  await p.waitForFunction(() => document.querySelector(".status")?.textContent);
  const clipboard = () => p.evaluate(() => navigator.clipboard.readText());
  assert.deepEqual((await clipboard()).trim().split("\t").slice(0, 3), ["FCDO", "gb/fcdo", "never"]);
  await p.getByRole("button", { name: "Copy as fixture" }).click();
  await p.waitForFunction(() => document.querySelector(".status")?.textContent.includes("fixtures"));
  const fixture = await clipboard();
  assert.match(fixture, /^=== gb-fcdo \| date=2023-02-27\n/);
  assert.ok(fixture.includes("([[FCDO|AGENCY|gb/fcdo]])"), fixture);
  assert.ok(fixture.includes("\n> person/will-middleton | title/cyber-director | gb/fcdo | GB"), fixture);
});

test("tables are sorted and saved", options, async (t) => {
  for (const [view, head] of [["documents", "Document,First line,Date"], ["entities", "Label,Name,Id or value"], ["posts", "Person,Title,Body"], ["timeline", "Published,Speaks of"]]) {
    const p = await page(t, to({ view }));
    const [download] = await Promise.all([p.waitForEvent("download"), p.getByRole("button", { name: "Save as CSV" }).first().click()]);
    assert.equal(download.suggestedFilename(), `${view}.csv`);
    const lines = readFileSync(await download.path(), "utf8").replace("\ufeff", "").trim().split("\r\n");
    assert.ok(lines[0].startsWith(head), lines[0]);
    assert.ok(lines.length > 3, view);
  }
  const p = await page(t, to({ view: "entities" }));
  const names = () => p.locator("tbody tr td:nth-child(2)").allTextContents();
  const before = await names();
  await p.getByRole("columnheader", { name: "Name" }).getByRole("button").click();
  await p.waitForSelector("th[aria-sort=ascending]");
  assert.equal(await p.locator("th[aria-sort=ascending]").textContent(), "Name");
  assert.notDeepEqual(await names(), before);
});

test("the timeline is drawn", options, async (t) => {
  const p = await page(t, to({ view: "timeline" }));
  await p.waitForSelector("canvas");
  const inked = await p.evaluate(() => {
    const canvas = document.querySelector("canvas");
    const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    let dots = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 0 && data[i + 2] > data[i] + 40) dots++;
    return dots;
  });
  assert.ok(inked > 500, `${inked} pixels in the colour of the dots`);
});

test("a phone has one column, and the card at the foot", options, async (t) => {
  const p = await page(t, to({ doc: ROK }), { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
  assert.equal(await p.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, "nothing stands out to the right");
  await p.locator("article a", { hasText: "FCDO" }).first().tap();
  await p.waitForSelector(".card dl");
  const box = await p.locator(".aside").boundingBox();
  assert.ok(box.y > 250 && Math.round(box.y + box.height) >= 739, JSON.stringify(box));
  const span = await p.locator("article .chosen").boundingBox();
  assert.ok(span.y > 0 && span.y + span.height < box.y, "the card does not hide its span");
  for (const view of ["documents", "entities", "timeline", "posts", "curator"]) {
    await go(p, to({ view }));
    assert.equal(await p.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, view);
  }
});

test("a print has the text and its marks, and no controls", options, async (t) => {
  const p = await page(t, to({ doc: ROK }));
  await p.emulateMedia({ media: "print" });
  await p.evaluate(() => dispatchEvent(new Event("beforeprint")));
  assert.equal(await p.locator(".top").isVisible(), false);
  assert.equal(await p.locator(".left").isVisible(), false);
  assert.ok(await p.locator("article .s").last().isVisible());
  assert.ok((await p.pdf()).length > 10_000);
});
