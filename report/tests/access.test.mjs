// WCAG: axe finds nothing in any view, light and dark, wide and narrow.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";

import { go, launch, open, report, skip } from "./harness.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const VIEWS = {
  documents: "#view=documents",
  entities: "#view=entities",
  timeline: "#view=timeline",
  posts: "#view=posts",
  curator: "#view=curator",
  search: "#view=search&q=cyber",
  text: "#doc=seeds%2Fjapan-mofa-japan-australia-cyber-policy-dialogue-2024.txt",
  "found in a text": "#doc=seeds%2Fjapan-mofa-japan-australia-cyber-policy-dialogue-2024.txt&q=cyber",
  filtered: "#doc=seeds%2Fjapan-mofa-japan-australia-cyber-policy-dialogue-2024.txt&country=GB&score=90&hide=DATE",
  error: "#doc=no-such-file.txt",
};
let browser;
let url;

before(async () => {
  if (skip) return;
  browser = await launch();
  ({ url } = report(["seeds", "no-such-file.txt"]));
});
after(() => browser?.close());

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1280, 390]) {
    test(`axe finds nothing: ${colorScheme}, ${width} pixels`, { skip }, async () => {
      // axe is brought in past the report's own policy, by the driver
      const page = await open(browser, url, { colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
      await page.evaluate(axe);
      const check = async (name) => {
        await page.waitForTimeout(150);
        const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
        const found = violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 120)} ${n.failureSummary}`));
        assert.deepEqual(found, [], name);
      };
      for (const [name, hash] of Object.entries(VIEWS)) {
        await go(page, hash);
        if (name === "search") await page.waitForFunction(() => document.querySelectorAll("main .table").length === 2);
        await check(name);
      }
      await go(page, VIEWS.text);
      await page.locator("article .outer .s").first().click();
      await page.waitForSelector(".card dl");
      await check("card");
      assert.deepEqual(page.wrong, []);
      await page.context().close();
    });
  }
}

test("the focus can be seen", { skip }, async () => {
  const page = await open(browser, url);
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press("Tab");
    const style = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.notEqual(style, "none", await page.evaluate(() => document.activeElement.outerHTML.slice(0, 80)));
  }
  await page.context().close();
});
