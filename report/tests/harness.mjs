// What the browser tests share: reports made by the program, Debian's Chromium, files in a folder that goes away.

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { chromium } from "playwright-core";

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const folder = mkdtempSync(path.join(tmpdir(), "gazet-report-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
/** Why there are no browser tests, where there are none. */
export const skip = CHROMIUM ? false : "no Chromium on this machine: make browser installs Debian's";

const program = process.env.GAZET ?? path.join(root, "target/debug/gazet");

/** Runs gazet; the exit codes of a run that could start are fine. */
export function gazet(...args) {
  try {
    execFileSync(program, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 28 });
  } catch (error) {
    if (error.status !== 3) throw error;
  }
}

let made = 0;

/** Makes a report of paths or of records, and returns its address. */
export function report(what, ...options) {
  const file = path.join(folder, `report-${made++}.html`);
  let paths = what;
  if (typeof what[0] !== "string") {
    paths = [path.join(folder, `input-${made}.jsonl`)];
    writeFileSync(paths[0], what.map((record) => JSON.stringify(record)).join("\n"));
  }
  gazet("report", "-q", "-o", file, ...options, ...paths);
  return { file, url: pathToFileURL(file).href };
}

/** A browser without a network. */
export function launch() {
  const quiet = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  return chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu", ...quiet] });
}

/** Opens a page; `page.wrong` gathers errors, broken policies and requests. */
export async function open(browser, url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  page.wrong = [];
  page.on("pageerror", (error) => page.wrong.push(`error: ${error}`));
  page.on("console", (message) => message.type() === "error" && page.wrong.push(`console: ${message.text()}`));
  page.on("dialog", (dialog) => (page.wrong.push(`dialog: ${dialog.message()}`), dialog.dismiss()));
  page.on("request", (request) => !/^(file|blob):/.test(request.url()) && page.wrong.push(`request: ${request.url()}`));
  await page.goto(url);
  await page.waitForSelector("#app[data-ready]");
  return page;
}

/** Goes to another address of the same report. */
export async function go(page, hash) {
  await page.evaluate((hash) => (location.hash = hash), hash);
  await page.waitForTimeout(50);
}
