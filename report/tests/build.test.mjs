// The committed page is what Vite builds from the sources, byte for byte; and it is small.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { build } from "vite";

test("dist/report.html is built from src/", async () => {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const outDir = mkdtempSync(path.join(tmpdir(), "gazet-build-"));
  await build({ root, logLevel: "error", build: { outDir, emptyOutDir: true } });
  const fresh = readFileSync(path.join(outDir, "report.html"), "utf8");
  rmSync(outDir, { recursive: true });
  const committed = readFileSync(path.join(root, "dist/report.html"), "utf8");
  assert.ok(fresh === committed, "report/dist/report.html is not what the sources give: run `make bundle` and commit it");
  assert.ok(committed.length < 150_000, `${committed.length} bytes`);
});
