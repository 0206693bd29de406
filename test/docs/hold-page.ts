import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished } from "vitest";
import { runPage, withoutDurations } from "./run-page.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * The page is the test: its files are written, its edits applied and its commands run, in its own order, and their outputs must be
 * those that it shows. INSAKA_UPDATE_DOCS=1 writes the outputs into the page instead; read what has changed before you commit it.
 */
export function holdPage(name: string): void {
  const path = join(ROOT, "docs", `${name}.md`);
  const page = readFileSync(path, "utf8");
  // Inside the checkout, so that packages resolve as they do for a user who has installed them.
  mkdirSync(join(ROOT, "node_modules/.cache"), { recursive: true });
  const folder = mkdtempSync(join(ROOT, `node_modules/.cache/${name}-`));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const happened = runPage(page, folder);
  if (process.env.INSAKA_UPDATE_DOCS === "1" && withoutDurations(happened) !== withoutDurations(page))
    writeFileSync(path, happened);
  else expect(withoutDurations(happened)).toBe(withoutDurations(page));
}
