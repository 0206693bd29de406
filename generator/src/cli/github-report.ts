import { type Outcome, outdated } from "./outcome.js";

/** For GitHub's runner, which shows each line as an annotation at its place in the pull request. */
export function githubReport(outcome: Outcome): string {
  const lines = outcome.diagnostics.map(({ file, line, column, code, message, hint, severity }) => {
    const place = `file=${property(file)},line=${line},col=${column},title=${property(code)}`;
    return `::${severity} ${place}::${text(`${message} ${hint}`)}`;
  });
  if (outcome.check) {
    lines.push(
      ...outdated(outcome).map(
        ({ path, state }) =>
          `::error file=${property(path)},title=generated-${state}::${text("Run insaka codegen and commit the result.")}`,
      ),
    );
  }
  return lines.map((line) => `${line}\n`).join("");
}

/** A workflow command ends at a line break, and its properties at a comma or colon. */
function text(value: string): string {
  return value.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(value: string): string {
  return text(value).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
