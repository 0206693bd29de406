import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runPage } from "./run-page.js";

function emptyFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "insaka-page-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const fenced = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\`\n`;

test("a page comes back with what its commands print, and with nothing else changed", () => {
  const folder = emptyFolder();
  const page = (printed: string): string =>
    `# A page\n\n\`notes/one.yaml\`:\n\n${fenced("yaml", "a: 1\nb: 2")}\n${fenced("diff", "--- notes/one.yaml\n@@\n-b: 2\n+b: 3")}\n${fenced("console", `$ cat notes/one.yaml\n${printed}`)}\nThe end.\n`;
  const told = page("a: 1\nb: 3");
  expect(runPage(told, folder)).toBe(told);
  expect(runPage(page("a: 1\nb: 4"), folder)).toBe(told);
  expect(readFileSync(join(folder, "notes/one.yaml"), "utf8")).toBe("a: 1\nb: 3\n");
});

test("a command that fails shows its exit code, and where it ran is left out", () => {
  const folder = emptyFolder();
  expect(runPage(fenced("console", `$ echo ${folder}/x; exit 3`), folder)).toBe(
    fenced("console", `$ echo ${folder}/x; exit 3\nx\n[exit code 3]`),
  );
});

test.each([
  [
    "a block that nobody runs",
    fenced("yaml", "a: 1"),
    "line 3: this block is neither a named file, nor a diff, nor a console",
  ],
  [
    "an edit that does not fit",
    fenced("diff", "--- one.yaml\n@@\n-b: 2"),
    "line 3: this stands nowhere in the file:\nb: 2\n",
  ],
  ["a file outside of the example", `\`../one.yaml\`:\n${fenced("yaml", "a: 1")}`, "line 4: ../one.yaml lies outside"],
  ["a block without an end", "```yaml\na: 1\n", "line 3: this block has no end"],
])("%s is found out, with its line", (_what, text, message) => {
  const folder = emptyFolder();
  runPage(`\`one.yaml\`:\n${fenced("yaml", "a: 1")}`, folder);
  expect(() => runPage(`# A page\n\n${text}`, folder)).toThrow(message);
});
