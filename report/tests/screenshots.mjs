// The pictures of docs/: `make screenshots`.

import path from "node:path";

import { launch, open, report, root } from "./harness.mjs";

const { url } = report(["seeds"]);
const browser = await launch();
const shots = [
  ["report-text", "#doc=seeds%2Frok-uk-cyber-dialogue-2023.txt", "light", [1180, 640], async (page) => page.locator("article a", { hasText: /^MOFA$/ }).first().click()],
  ["report-entities", "#view=entities", "dark", [1180, 560]],
  ["report-timeline", "#view=timeline", "light", [1180, 600]],
  ["report-phone", "#doc=seeds%2Frok-uk-cyber-dialogue-2023.txt", "light", [380, 700], async (page) => page.locator("article a", { hasText: /^ROK$/ }).first().click()],
];
for (const [name, hash, colorScheme, [width, height], act] of shots) {
  const page = await open(browser, url + hash, { colorScheme, viewport: { width, height } });
  await act?.(page);
  await page.mouse.move(0, 0);
  await page.waitForTimeout(300);
  await page.screenshot({ path: path.join(root, "docs", `${name}.png`) });
  await page.context().close();
}
await browser.close();
