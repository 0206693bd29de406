import { type Outcome, outdated } from "./outcome.js";
import { workflowCommand } from "./workflow-command.js";

/** For GitHub's runner, which shows each line as an annotation at its place in the pull request. */
export function githubReport(outcome: Outcome): string {
  const lines = outcome.diagnostics.map(({ file, line, column, code, message, hint, severity }) =>
    workflowCommand({ level: severity, file, line, column, title: code, message: `${message} ${hint}` }),
  );
  if (outcome.check) {
    const message = "Run it without --check and commit the result.";
    lines.push(
      ...outdated(outcome).map(({ path, state }) =>
        workflowCommand({ level: "error", file: path, title: `generated-${state}`, message }),
      ),
    );
  }
  return lines.map((line) => `${line}\n`).join("");
}
