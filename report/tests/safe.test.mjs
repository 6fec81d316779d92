// Hostile text: whatever stands in a text, an id, a name, a list, a field or a file's name, it is shown and does nothing.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";

import { folder, gazet, go, launch, open, report, skip } from "./harness.mjs";

const RUN = "window.pwned=1";
const PAYLOADS = [
  `<script>${RUN}</script>`,
  `</script><script>${RUN}</script>`,
  `</style><script>${RUN}</script>`,
  `</title><script>${RUN}</script>`,
  `</textarea><script>${RUN}</script>`,
  `--><script>${RUN}</script>`,
  `<!--<script>${RUN}//-->`,
  `]]><script>${RUN}</script>`,
  `"><script>${RUN}</script>`,
  `'><script>${RUN}</script>`,
  `<img src=x onerror=${RUN}>`,
  `"><img src=x onerror="${RUN}">`,
  `<img src='x' onerror='${RUN}'//`,
  `<svg onload=${RUN}>`,
  `<svg><script>${RUN}</script></svg>`,
  `<svg><animate onbegin=${RUN} attributeName=x dur=1s>`,
  `<math><mtext><script>${RUN}</script></mtext></math>`,
  `<body onload=${RUN}>`,
  `<iframe src="javascript:parent.pwned=1"></iframe>`,
  `<iframe srcdoc="<script>parent.pwned=1</script>"></iframe>`,
  `<object data="javascript:${RUN}"></object>`,
  `<embed src="data:text/html,<script>${RUN}</script>">`,
  `<a href="javascript:${RUN}">x</a>`,
  `javascript:${RUN}`,
  `JaVaScRiPt:${RUN}//`,
  `data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==`,
  `<details open ontoggle=${RUN}>`,
  `<video><source onerror=${RUN}></video>`,
  `<input autofocus onfocus=${RUN}>`,
  `<form action="javascript:${RUN}"><button>x</button></form>`,
  `<meta http-equiv=refresh content="0;url=javascript:${RUN}">`,
  `<base href="https://evil.example/">`,
  `<link rel=stylesheet href="data:text/css,*{display:none}">`,
  `<style>*{display:none}</style>`,
  `" onmouseover="${RUN}" x="`,
  `' autofocus onfocus='${RUN}`,
  "`${" + RUN + "}`",
  `{{constructor.constructor('${RUN}')()}}`,
  `__proto__`,
  `constructor`,
  `&lt;script&gt;${RUN}&lt;/script&gt;`,
  `\u202e<script>${RUN}</script>`,
  `\u0000<script>${RUN}</script>`,
  `%3Cscript%3E${RUN}%3C/script%3E`,
  `=HYPERLINK("https://evil.example/","x")`,
];

/** A list takes neither tabs nor line ends, and names match on words. */
const cell = (payload) => payload.replace(/[\t\r\n\0]/g, " ").replaceAll("|", "\\|");
let browser;
let url;

before(async () => {
  if (skip) return;
  browser = await launch();
  const list = path.join(folder, "evil.tsv");
  const rows = PAYLOADS.map((p, i) => [`ev/${i}${cell(p)}`, "AGENCY", `Zorblax${i} ${cell(p)}`, `Qux${i} Force`, "GB", cell(p), `wikidata:${cell(p)}|${cell(p)}|javascript:${RUN}`].join("\t"));
  // two bodies of one name, which no text decides
  const twins = PAYLOADS.flatMap((p, i) => ["FR", "DE"].map((country) => [`tw/${country}${i}${cell(p)}`, "AGENCY", `Twin${i} Office`, "", country, "", ""].join("\t")));
  writeFileSync(list, ["id\tlabel\tname\taliases\tcountry\tkind\txref", ...rows, ...twins].join("\n") + "\n");
  const records = PAYLOADS.map((p, i) => ({
    id: `${p}#${i}`,
    text: `${p}\nThe Qux${i} Force met the Twin${i} Office and the Ministry of ${p} Affairs (${p}) on 7 November 2024.\r\nJane Roe, Director of the Qux${i} Force, said "${p}".`,
    date: "2024-11-07",
    [p]: p,
    nested: { [p]: [p] },
  }));
  const lines = path.join(folder, "evil.jsonl");
  writeFileSync(lines, records.map((r) => JSON.stringify(r)).join("\n") + `\n{"id": 5, "text": "${RUN}"}\n{"id":"<img src=x onerror=${RUN}>","text":7}\n{<script>${RUN}</script>\n`);
  const files = path.join(folder, "<img src=x onerror=pwned=1>");
  mkdirSync(files);
  PAYLOADS.forEach((p, i) => writeFileSync(path.join(files, `${p.replace(/[/\0]/g, "_").slice(0, 80)}${i}.txt`), i % 9 === 0 ? Buffer.from([0xff]) : p));
  url = path.join(folder, "evil.html");
  gazet("report", "-q", "-g", list, "-o", url, lines, files);
  url = `file://${url}`;
});
after(() => browser?.close());

test(`${PAYLOADS.length} payloads in every field are shown and do nothing`, { skip, timeout: 240_000 }, async () => {
  assert.ok(PAYLOADS.length >= 30);
  const page = await open(browser, url);
  await page.evaluate(() => addEventListener("securitypolicyviolation", (e) => (window.violations ??= []).push(e.violatedDirective)));
  const calm = async (where) => {
    assert.equal(await page.evaluate(() => window.pwned), undefined, where);
    assert.equal(await page.evaluate(() => window.violations), undefined, `policy, ${where}`);
    assert.deepEqual(page.wrong, [], where);
    const strange = "#app :is(script, iframe, object, embed, img, svg, math, link, meta, style, base, video, [onerror], [onload], [onfocus], [onmouseover])";
    assert.equal(await page.locator(strange).count(), 0, where);
    const hrefs = await page.locator("#app a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    for (const href of hrefs) assert.match(href, /^(#|https:\/\/(www\.wikidata\.org|evil\.example)\/)/, where);
  };
  for (const view of ["documents", "entities", "timeline", "posts", "curator"]) {
    await go(page, `#view=${view}`);
    await calm(view);
  }
  for (const [i, payload] of PAYLOADS.entries()) {
    await go(page, `#${new URLSearchParams({ doc: `${payload}#${i}` })}`);
    await page.waitForFunction((id) => document.querySelector("main code")?.textContent === id, `${payload}#${i}`, { timeout: 5000 }).catch(() => assert.fail(`not opened: ${payload}`));
    // shown, character by character
    assert.ok((await page.locator("article .text").evaluate((e) => e.textContent)).startsWith(payload), payload);
    for (const words of [`Qux${i} Force`, `Twin${i} Office`]) {
      await page.locator("article a", { hasText: words }).first().click();
      await page.waitForFunction((words) => document.querySelector(".card h2")?.textContent === words, words, { timeout: 5000 }).catch(() => assert.fail(`no card: ${words}, ${payload}`));
      await page.locator(".card").getByRole("button", { name: "Copy as fixture" }).click();
      await page.locator(".card").getByRole("button", { name: "Copy as exceptions row" }).click();
    }
    await calm(payload);
    await go(page, `#${new URLSearchParams({ view: "search", q: payload.trim() })}`);
    await page.waitForFunction(() => document.querySelectorAll("main .table").length === 2);
    await calm(`search ${payload}`);
    // every value of an address is hostile as well
    await go(page, `#view=${encodeURIComponent(payload)}&hide=${encodeURIComponent(payload)}&entity=${encodeURIComponent(payload)}&country=${encodeURIComponent(payload)}&score=${encodeURIComponent(payload)}`);
    await calm(`address ${payload}`);
  }
  await page.context().close();
});

test("the policy lets nothing else run", { skip }, async () => {
  const page = await open(browser, url);
  const policy = await page.locator("meta[http-equiv=Content-Security-Policy]").getAttribute("content");
  assert.match(policy, /default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'/);
  assert.doesNotMatch(policy, /unsafe|\*|https?:/);
  const outcome = await page.evaluate(() => {
    const script = document.createElement("script");
    try {
      script.textContent = "window.pwned=1";
    } catch (error) {
      return String(error);
    }
    document.body.append(script);
    return String(window.pwned);
  });
  assert.match(outcome, /TrustedScript|undefined/);
  assert.match(await page.evaluate(() => { try { document.body.innerHTML = "x"; return "written"; } catch (e) { return String(e); } }), /TrustedHTML/);
  await page.context().close();
});

test("cells that a spreadsheet would run are saved as words", { skip }, async () => {
  const made = report([{ id: "=1+2", text: "The FBI." }, { id: "@x", text: "The FBI." }]);
  const page = await open(browser, `${made.url}#view=documents`);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save as CSV" }).click()]);
  const { readFileSync } = await import("node:fs");
  const text = readFileSync(await download.path(), "utf8");
  assert.match(text, /\r\n'=1\+2,/);
  assert.match(text, /\r\n'@x,/);
  await page.context().close();
});
