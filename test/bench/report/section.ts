import { existsSync, readFileSync, writeFileSync } from "node:fs";

const performance: PageKind = {
  word: "bench",
  opening:
    "# Performance\n\nEach section is written by the command that measured it; a figure here that no command prints is a mistake.\n",
};

/** How a page of another kind begins, and the word in its markers. */
export interface PageKind {
  readonly word: string;
  readonly opening: string;
}

/** Puts a section of a page in the place of the one of that name, between its markers, or at the end. */
export function writeSection(
  page: string,
  name: string,
  text: string,
  { word, opening }: PageKind = performance,
): void {
  const [start, end] = [`<!-- ${word} ${name} -->`, `<!-- /${word} ${name} -->`];
  const section = `${start}\n${text.trim()}\n${end}`;
  const old = existsSync(page) ? readFileSync(page, "utf8") : opening;
  const [from, to] = [old.indexOf(start), old.indexOf(end)];
  const whole =
    from < 0 || to < from
      ? `${old.trimEnd()}\n\n${section}\n`
      : `${old.slice(0, from)}${section}${old.slice(to + end.length)}`;
  writeFileSync(page, whole);
}
