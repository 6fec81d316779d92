// Offsets: the element of a span holds the span's text, for every span of the gold and of the seeds, and of texts that count badly.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";

import { folder, gazet, launch, open, report, root, skip } from "./harness.mjs";

let browser;
before(async () => {
  if (!skip) browser = await launch();
});
after(() => browser?.close());

const codePoints = (text) => [...text];

/** Opens every document and compares what is marked with the spans of gazet's own record. */
async function check(records) {
  const { file, url } = report(records);
  const lines = path.join(folder, "check.jsonl");
  gazet("annotate", "-q", "-o", lines, file.replace(/report-(\d+)\.html$/, (_, n) => `input-${Number(n) + 1}.jsonl`));
  const expected = readFileSync(lines, "utf8").trim().split("\n").map((line) => JSON.parse(line));
  const page = await open(browser, url);
  let spans = 0;
  for (const [i, record] of expected.entries()) {
    const { text } = records[i];
    await page.evaluate((hash) => (location.hash = hash), `#${new URLSearchParams({ doc: record.id })}`);
    await page.waitForFunction((id) => document.querySelector("main code")?.textContent === id, record.id);
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    const shown = await page.evaluate(() => {
      const whole = document.querySelector("article .text");
      const spans = [...document.querySelectorAll("article [data-span]")].map((element) => {
        const before = document.createRange();
        before.setStart(whole, 0);
        before.setEndBefore(element);
        const link = element.matches("a") ? element : element.querySelector(`[data-part="${element.dataset.span}"]`);
        return { number: Number(element.dataset.span), text: element.textContent, start: before.toString().length, href: link?.getAttribute("href") ?? null };
      });
      return { text: whole.textContent, spans };
    });
    assert.equal(shown.text, text, `${record.id}: the text is as written`);
    assert.equal(shown.spans.length, record.spans.length, record.id);
    shown.spans.sort((a, b) => a.number - b.number);
    for (const [n, span] of record.spans.entries()) {
      const mark = shown.spans[n];
      const where = `${record.id} ${span.start}..${span.end}`;
      assert.equal(mark.text, span.text, where);
      assert.equal(codePoints(text.slice(0, mark.start)).length, span.start, where);
      if (mark.href) assert.ok(mark.href.includes(`span=${span.start}-${span.end}`), `${where}: ${mark.href}`);
      spans++;
    }
  }
  assert.deepEqual(page.wrong, []);
  await page.context().close();
  return spans;
}

test("texts with emoji, combining marks, CRLF and tabs", { skip }, async () => {
  const texts = [
    "😀👩‍👩‍👧 The FBI said on 7 November 2024 that the 🇬🇧 UK's NCSC had met the FBI. 😀",
    "Cafe\u0301 talks: Mr Jose\u0301 Garci\u0301a, Director of the FBI, met the NSA in Bogota\u0301.",
    "The FBI\r\nsaid on 7 November\r\n2024.\r\n\r\n\tThe\tNSA\tand the Department\r\nof Justice agreed.\r\n",
    "\tThe FBI\t\tspoke.\n\n\n\n   The NSA.\n",
    "\u200fالسلام FBI\u200e und das BSI of Germany; 서울 Seoul の 東京 Tokyo.\u2028The FBI.",
    "\u{1d4d0}\u{1d4d1} The 3rd UK-Japan Cyber Dialogue of 7 November 2024 \u{1f600}\u{1f600} The FBI",
    "FBI",
    `${"The FBI met the NSA. ".repeat(400)}\n${"😀 The FBI met the NSA.\n".repeat(400)}`,
  ];
  const spans = await check(texts.map((text, i) => ({ id: `hard-${i}`, text })));
  assert.ok(spans > 1000);
});

test("every span of the seeds", { skip }, async () => {
  const at = path.join(root, "seeds");
  const spans = await check(readdirSync(at).sort().map((id) => ({ id, text: readFileSync(path.join(at, id), "utf8") })));
  assert.ok(spans > 500);
});

test("every span of the gold", { skip }, async (t) => {
  const at = path.join(root, "../shared/gold");
  if (!existsSync(at)) return t.skip("no ../shared/gold");
  const records = readdirSync(at).filter((f) => f.endsWith(".jsonl")).sort().flatMap((file) => readFileSync(path.join(at, file), "utf8").trim().split("\n").map((line) => JSON.parse(line)));
  const spans = await check(records.map(({ id, text, date }) => ({ id, text, ...(date ? { date } : {}) })));
  t.diagnostic(`${spans} spans`);
  assert.ok(spans > 100);
});
