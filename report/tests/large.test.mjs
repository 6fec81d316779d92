// Size and speed. `make report-large CORPUS=press.jsonl DOCUMENTS=20000` repeats a corpus to that many documents; without it, the
// seeds are repeated to a thousand.

import assert from "node:assert/strict";
import { createWriteStream, readdirSync, readFileSync, statSync } from "node:fs";
import { once } from "node:events";
import path from "node:path";
import { test } from "node:test";

import { folder, gazet, launch, report, root, skip } from "./harness.mjs";

const corpus = process.env.CORPUS;
const documents = Number(process.env.DOCUMENTS ?? 1000);
const median = (all) => all.sort((a, b) => a - b)[all.length >> 1];

async function repeated() {
  const records = corpus
    ? readFileSync(corpus, "utf8").trim().split("\n").map((line) => JSON.parse(line))
    : readdirSync(path.join(root, "seeds")).sort().map((id) => ({ id, text: readFileSync(path.join(root, "seeds", id), "utf8") }));
  const file = path.join(folder, "large.jsonl");
  const out = createWriteStream(file);
  for (let i = 0; i < documents; i++) {
    const { id, text, date } = records[i % records.length];
    const round = Math.floor(i / records.length);
    if (!out.write(JSON.stringify({ id: round > 0 ? `${id}-${round + 1}` : id, text, ...(date ? { date } : {}) }) + "\n")) await once(out, "drain");
  }
  out.end();
  await once(out, "finish");
  return file;
}

test(`${documents} documents: size, first paint, filters`, { skip, timeout: 600_000 }, async (t) => {
  const input = await repeated();
  const file = path.join(folder, "large.html");
  const start = Date.now();
  gazet("report", "-q", "-o", file, input);
  t.diagnostic(`written in ${((Date.now() - start) / 1000).toFixed(1)} s`);
  const bytes = statSync(file).size;
  t.diagnostic(`${(bytes / 1e6).toFixed(1)} MB`);
  assert.ok(bytes < (60e6 * documents) / 20_000 + 200e3, `${bytes} bytes`);

  const paints = [];
  const tables = [];
  let page;
  const browser = await launch();
  t.after(() => browser.close());
  for (let round = 0; round < 3; round++) {
    await page?.context().close();
    page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
    await page.addInitScript(() => {
      new MutationObserver(() => {
        if (!window.table && document.querySelector("tbody a")) requestAnimationFrame(() => setTimeout(() => (window.table ??= performance.now())));
      }).observe(document, { childList: true, subtree: true });
    });
    await page.goto(`file://${file}`, { waitUntil: "commit" });
    await page.waitForFunction(() => window.table, null, { timeout: 60_000 });
    const [paint, table] = await page.evaluate(() => [performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN, window.table]);
    paints.push(paint);
    tables.push(table);
  }
  t.diagnostic(`first paint ${median(paints).toFixed(0)} ms, documents in sight after ${median(tables).toFixed(0)} ms (medians of 3: ${tables.map((n) => n.toFixed(0)).join(", ")})`);
  assert.ok(median(paints) < 2000 && median(tables) < 2000, `first paint ${paints}, table ${tables}`);

  await page.waitForLoadState("load");
  const filter = (view, name, value) =>
    page.evaluate(async ([view, name, value]) => {
      const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      location.hash = `#view=${view}`;
      await frame();
      await frame();
      const control = document.querySelector(`[name="${name}"]`);
      const before = performance.now();
      const changed = new Promise((done) => addEventListener("hashchange", done, { once: true }));
      if (control.type === "checkbox") control.click();
      else {
        control.value = value;
        control.dispatchEvent(new Event("change"));
      }
      await changed;
      await frame();
      return performance.now() - before;
    }, [view, name, value]);
  for (const view of ["documents", "entities", "timeline", "posts", "curator"]) {
    for (const [name, value] of [["AGENCY", null], ["country", "GB"], ["score", "97"]]) {
      const times = [];
      for (let i = 0; i < 5; i++) times.push(await filter(view, name, value));
      t.diagnostic(`filter ${name} in ${view}: ${median(times).toFixed(0)} ms`);
      assert.ok(median(times) < 200, `${view} ${name}: ${times}`);
    }
  }
  const opened = await page.evaluate(async () => {
    location.hash = "#view=documents";
    await new Promise((done) => setTimeout(done, 300));
    const before = performance.now();
    document.querySelectorAll("tbody a")[5].click();
    while (!document.querySelector("article .s")) await new Promise((done) => requestAnimationFrame(done));
    return performance.now() - before;
  });
  t.diagnostic(`a text opens in ${opened.toFixed(0)} ms`);
});

test("one text: a file under 400 kB", (t) => {
  for (const seed of readdirSync(path.join(root, "seeds"))) {
    const { file } = report([path.join("seeds", seed)]);
    const bytes = statSync(file).size;
    assert.ok(bytes < 400e3, `${seed}: ${bytes} bytes`);
    if (seed.startsWith("rok")) t.diagnostic(`${seed}: ${bytes} bytes`);
  }
});
