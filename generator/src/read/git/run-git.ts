import { spawn } from "node:child_process";

/** What git printed, or why there is nothing. */
export type GitResult =
  | { readonly ok: true; readonly out: Buffer }
  | { readonly ok: false; readonly why: "not-installed" | "too-much" | "too-slow" | "failed"; readonly text: string };

/** The most bytes that a listing may have, and the most time that it may take. */
const bounds = { bytes: 256 * 1024 * 1024, milliseconds: 60_000 } as const;

/** What a surrounding git (a hook, an alias) tells its children of its own repository, which need not be the one that is asked for. */
const inherited: readonly string[] = [
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_OBJECT_DIRECTORY",
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_COMMON_DIR",
  "GIT_NAMESPACE",
  "GIT_PREFIX",
  "GIT_SHALLOW_FILE",
  "GIT_GRAFT_FILE",
  "GIT_REPLACE_REF_BASE",
  "GIT_EXTERNAL_DIFF",
];

/** The environment of a git that only reads: of no other repository, asking nobody, in English. */
export function gitEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !inherited.includes(name));
  return { ...Object.fromEntries(kept), LC_ALL: "C", GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0" };
}

/**
 * Runs git in a folder, without a shell, and collects what it prints. Never throws.
 * @param args - the command and its arguments; what comes from outside must not begin with a hyphen
 */
export function runGit(folder: string, args: readonly string[]): Promise<GitResult> {
  return new Promise((resolve) => {
    const child = spawn("git", ["--no-pager", "--literal-pathspecs", ...args], {
      cwd: folder,
      env: gitEnvironment(),
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
    });
    const out: Buffer[] = [];
    let [size, text] = [0, ""];
    const stop = (why: "too-much" | "too-slow"): void => {
      child.kill("SIGKILL");
      resolve({ ok: false, why, text: why === "too-much" ? "git printed too much." : "git did not come to an end." });
    };
    const timer = setTimeout(() => stop("too-slow"), bounds.milliseconds);
    child.stdout.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > bounds.bytes) stop("too-much");
      else out.push(chunk);
    });
    child.stderr.on("data", (chunk: Buffer) => {
      if (text.length < 4096) text += chunk.toString("utf8");
    });
    child.once("error", (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      resolve({ ok: false, why: error.code === "ENOENT" ? "not-installed" : "failed", text: error.message });
    });
    child.once("close", (code) => {
      clearTimeout(timer);
      resolve(code === 0 ? { ok: true, out: Buffer.concat(out) } : { ok: false, why: "failed", text: text.trim() });
    });
  });
}
