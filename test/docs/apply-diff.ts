/** The lines that a hunk looks for, and those that it leaves in their place. */
interface Hunk {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/**
 * Applies the edits of a page: `--- path`, then hunks that begin with `@@`. A hunk has no line numbers; it changes the first place
 * behind the hunk before it where its lines stand.
 *
 * @throws Error when a hunk does not fit
 */
export function applyDiff(diff: string, edit: (path: string, change: (text: string) => string) => void): void {
  for (const file of diff.split(/^--- /m).slice(1)) {
    const [path = "", ...lines] = file.split("\n");
    edit(path, (text) => hunksOf(lines).reduce(applyHunk, { text, from: 0 }).text);
  }
}

function hunksOf(lines: readonly string[]): readonly Hunk[] {
  const hunks: { before: string[]; after: string[] }[] = [];
  for (const line of lines) {
    const hunk = hunks.at(-1);
    const text = line.slice(1);
    if (line === "@@") hunks.push({ before: [], after: [] });
    else if (line === "") continue;
    else if (hunk === undefined) throw new Error(`a diff has the line "${line}" before its first @@`);
    else {
      if (!line.startsWith("+")) hunk.before.push(text);
      if (!line.startsWith("-")) hunk.after.push(text);
    }
  }
  return hunks;
}

/** Hunks stand in the order of the file, so each is looked for behind the one before. */
function applyHunk({ text, from }: { readonly text: string; readonly from: number }, { before, after }: Hunk) {
  const [wanted, given] = [before, after].map((lines) => lines.map((line) => `${line}\n`).join("")) as [string, string];
  const at = `\n${text}`.indexOf(`\n${wanted}`, from);
  if (at === -1) throw new Error(`this stands nowhere in the file:\n${wanted}`);
  return { text: text.slice(0, at) + given + text.slice(at + wanted.length), from: at + given.length };
}
