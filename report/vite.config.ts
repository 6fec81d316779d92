// Builds the page that `gazet report` puts its data into: one HTML file, program and style inline, a policy that lets nothing else run.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";

const hash = (text: string) => `'sha256-${createHash("sha256").update(text, "utf8").digest("base64")}'`;

function page(): Plugin {
  return {
    name: "page",
    enforce: "post",
    generateBundle(_, bundle) {
      let program = "";
      let style = "";
      for (const [name, file] of Object.entries(bundle)) {
        if (file.type === "chunk") program += file.code.trim();
        else if (name.endsWith(".css")) style += String(file.source).trim();
        delete bundle[name];
      }
      if (/<\/script|<!--|<script/i.test(program)) throw new Error("the program would end its own element");
      if (/<\/style/i.test(style)) throw new Error("the style would end its own element");
      const policy = [
        "default-src 'none'",
        `script-src ${hash(program)}`,
        `style-src ${hash(style)}`,
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
      ].join("; ");
      const parts: Record<string, string> = { policy, style, program };
      const template = readFileSync(new URL("index.html", import.meta.url), "utf8");
      const html = template.replace(/%(policy|style|program)%/g, (_, part) => parts[part]);
      this.emitFile({ type: "asset", fileName: "report.html", source: html });
    },
  };
}

export default defineConfig({
  plugins: [page()],
  build: {
    target: ["chrome123", "firefox120", "safari17.5"],
    lib: { entry: "src/main.ts", formats: ["iife"], name: "gazet", fileName: () => "report.js", cssFileName: "report" },
    emptyOutDir: true,
    reportCompressedSize: false,
  },
});
