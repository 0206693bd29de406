import { execFileSync, type StdioOptions } from "node:child_process";
import { devNull } from "node:os";

/** A git of nobody in particular, whatever this machine's own is set to. */
const environment: NodeJS.ProcessEnv = {
  PATH: process.env.PATH,
  GIT_CONFIG_GLOBAL: devNull,
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "a",
  GIT_AUTHOR_EMAIL: "a@example.org",
  GIT_COMMITTER_NAME: "a",
  GIT_COMMITTER_EMAIL: "a@example.org",
  LC_ALL: "C",
};

/** Runs git in a folder; returns what it prints, without the last line break. Throws where it fails. */
export function git(folder: string, ...args: readonly string[]): string {
  const stdio: StdioOptions = ["ignore", "pipe", "pipe"];
  return execFileSync("git", [...args], { cwd: folder, env: environment, encoding: "utf8", stdio }).trimEnd();
}

/** Makes a repository of a folder, with everything in it committed on `main`. */
export function repository(folder: string): void {
  git(folder, "init", "--quiet", "--initial-branch=main");
  commit(folder, "first");
}

/** Commits everything. */
export function commit(folder: string, message: string): void {
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--allow-empty", "--message", message);
}
