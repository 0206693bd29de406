import { nearestName } from "../../nearest-name.js";
import { type GitResult, runGit } from "./run-git.js";

/** Why a ref leads to no commit. */
export interface RefFault {
  readonly code:
    | "baseline-ref-illegal"
    | "baseline-ref-unknown"
    | "baseline-not-fetched"
    | "baseline-shallow"
    | "baseline-no-repository"
    | "baseline-no-git"
    | "baseline-git-failed";
  readonly message: string;
  readonly hint: string;
}

/**
 * Finds the commit that a branch, tag, remote branch or other revision means now.
 * @param folder - absolute; any folder within the work tree
 * @returns the commit's id
 */
export async function findCommit(folder: string, ref: string): Promise<string | RefFault> {
  // git would take it for an option.
  if (ref === "" || ref.startsWith("-") || /[\0\n\r]/.test(ref)) {
    const message = `${JSON.stringify(ref)} is no name of a git ref.`;
    return { code: "baseline-ref-illegal", message, hint: "Give a branch, a tag, a remote branch or a commit." };
  }
  const inside = await runGit(folder, ["rev-parse", "--is-inside-work-tree"]);
  if (!inside.ok) return explain(inside, folder);
  const found = await runGit(folder, ["rev-parse", "--verify", "--quiet", `${ref}^{commit}`]);
  const id = found.ok ? found.out.toString("utf8").trim() : "";
  if (/^[0-9a-f]{40,64}$/.test(id) && (await runGit(folder, ["cat-file", "-e", id])).ok) return id;
  return explainRef(folder, ref);
}

/** Why git could not be asked at all. */
export function explain(result: GitResult & { readonly ok: false }, folder: string): RefFault {
  if (result.why === "not-installed") {
    return { code: "baseline-no-git", message: "There is no git to ask.", hint: "Install git, or give a folder." };
  }
  if (result.text.includes("dubious ownership")) {
    const message = "git does not trust the repository: another user owns it.";
    const hint = `Trust it: git config --global --add safe.directory '${folder}' (or the folder that holds its .git).`;
    return { code: "baseline-git-failed", message, hint };
  }
  if (result.text.includes("not a git repository")) {
    const message = "The config lies in no git repository, so no ref can be read.";
    return { code: "baseline-no-repository", message, hint: "Give a folder, or --against registry." };
  }
  const message = `git failed: ${result.text.split("\n")[0] ?? ""}`;
  return { code: "baseline-git-failed", message, hint: "Run git status there and mend what it tells." };
}

async function explainRef(folder: string, ref: string): Promise<RefFault> {
  const lines = async (...args: readonly string[]): Promise<readonly string[]> => {
    const result = await runGit(folder, args);
    return result.ok ? result.out.toString("utf8").split("\n").filter(Boolean) : [];
  };
  const [shallow] = await lines("rev-parse", "--is-shallow-repository");
  const remote = (await lines("remote")).find((name) => ref.startsWith(`${name}/`));
  if (remote !== undefined) {
    const branch = ref.slice(remote.length + 1);
    const depth = shallow === "true" ? "; in GitHub's checkout set fetch-depth: 0" : "";
    const hint = `Fetch it: git fetch ${remote} ${branch}:refs/remotes/${ref}${depth}.`;
    return { code: "baseline-not-fetched", message: `The ref "${ref}" has not been fetched.`, hint };
  }
  if (shallow === "true") {
    const message = `The ref "${ref}" is not in this clone, which is shallow: it holds only the newest commits.`;
    const hint = "Fetch the rest: git fetch --unshallow --tags; in GitHub's checkout set fetch-depth: 0.";
    return { code: "baseline-shallow", message, hint };
  }
  const names = await lines("for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags", "refs/remotes");
  const sameBranch = names.find((name) => name.endsWith(`/${ref}`));
  // Two letters in the wrong order are two errors, also in a short name.
  const nearest = sameBranch ?? nearestName(ref, names, Math.max(3, Math.ceil(ref.length / 2)));
  const hint =
    nearest === undefined ? "Give a branch, a tag, a remote branch or a commit." : `Did you mean "${nearest}"?`;
  return { code: "baseline-ref-unknown", message: `There is no git ref "${ref}", and no folder.`, hint };
}
