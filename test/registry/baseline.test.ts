/** What documents can be held against: the registry, any git ref, a folder. The repositories are real ones. */
import { cp, mkdir, mkdtemp, readFile, realpath, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type BaselineResult, readBaseline, readRegistry, registryChanges } from "@insaka/generator";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { commit, git, repository } from "../support/git-repository.js";
import { readTree, runInsaka } from "../support/insaka-run.js";
import { addProperty, documents, edit, records, releaseOn } from "./contracts.js";

const configOf = (cwd: string): string => join(cwd, "asyncapi/insaka.config.json");

function read(cwd: string, against: string): Promise<BaselineResult> {
  return readBaseline({ against, source: { config: configOf(cwd) }, root: cwd, cwd });
}

/** The revisions of a version of `LoanApproved`: on which day each was released, and which properties it has. */
function revisions(result: BaselineResult, version = 2): readonly (readonly [string | null, string])[] {
  if (!("baseline" in result)) throw new Error(JSON.stringify(result.diagnostics, null, 2));
  const found = result.baseline.revisions.get("LoanApproved")?.get(version) ?? [];
  return found.map(({ released, contract: { payload } }) => [
    released,
    Object.keys((payload as { readonly properties: object }).properties).join(" "),
  ]);
}

function only(result: BaselineResult): BaselineResult["diagnostics"][number] {
  expect("baseline" in result).toBe(false);
  expect(result.diagnostics).toHaveLength(1);
  return result.diagnostics[0] ?? expect.fail();
}

async function emptyFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "insaka-")));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A repository with a release and the tag `v1` on `main`, whose work tree has moved on, uncommitted. */
async function released(): Promise<string> {
  const cwd = await documents();
  await releaseOn("2026-11-02", cwd);
  repository(cwd);
  git(cwd, "tag", "v1");
  await addProperty(cwd, "branch");
  return cwd;
}

const [base, more] = ["loanId nrc principal", "branch loanId nrc principal"];

describe("the registry", () => {
  test("has what was released, oldest first, with places in its files", async () => {
    const cwd = await released();
    await releaseOn("2026-11-03", cwd);
    const result = await read(cwd, "registry");
    expect(revisions(result)).toEqual([
      ["2026-11-02", base],
      ["2026-11-03", more],
    ]);
    expect(revisions(result, 1)).toHaveLength(1);
    const last = "baseline" in result ? result.baseline.revisions.get("LoanApproved")?.get(2)?.at(-1) : undefined;
    const { id } = (await records(cwd, 2)).at(-1) ?? expect.fail();
    const lines = (await readFile(join(cwd, `asyncapi/registry/LoanApproved/2/${id}.json`), "utf8")).split("\n");
    const lineAt = (part: Parameters<NonNullable<typeof last>["placeOf"]>[0]): string => {
      const { file, line } = last?.placeOf(part) ?? expect.fail();
      expect(file).toBe(`asyncapi/registry/LoanApproved/2/${id}.json`);
      return lines.slice(line - 2, line + 1).join("");
    };
    expect(lineAt({ in: "payload", pointer: "/branch" })).toMatch(/"branch": \{ *"type": "string"/);
    expect(lineAt({ in: "payload", pointer: "/principal/currency" })).toMatch(/"currency": \{/);
    expect(lineAt({ in: "upcast" })).toMatch(/"upcast": \{/);
    expect(lineAt({ in: "sender", service: "loan-origination", operation: "sendLoanApproved" })).toMatch(
      /"senders": \[/,
    );
  });

  test("is empty where nothing was released", async () => {
    expect(revisions(await read(await documents(), "registry"))).toEqual([]);
  });
});

describe("a git ref", () => {
  test.each<[string, string, readonly string[]]>([
    ["a branch", "main", []],
    ["a tag", "v1", []],
    ["an annotated tag", "v2", ["tag", "-a", "-m", "x", "v2"]],
    ["a renamed branch", "trunk/next", ["branch", "-m", "main", "trunk/next"]],
    ["an expression", "HEAD~1", ["commit", "-q", "-a", "-m", "second"]],
    ["a branch whose refs are packed", "refs/heads/main", ["pack-refs", "--all"]],
  ])("%s gives documents and registry as of then, not as they are", async (_, ref, command) => {
    const cwd = await released();
    if (command.length > 0) git(cwd, ...command);
    const result = await read(cwd, ref);
    expect(revisions(result)).toEqual([["2026-11-02", base]]);
    expect("baseline" in result && result.baseline).toMatchObject({ kind: "git" });
  });

  test("a commit, long or short", async () => {
    const cwd = await released();
    for (const id of [git(cwd, "rev-parse", "HEAD"), git(cwd, "rev-parse", "--short", "HEAD")])
      expect(revisions(await read(cwd, id))).toEqual([["2026-11-02", base]]);
  });

  test("what its documents state and nothing released is the last revision, with its place in them", async () => {
    const cwd = await released();
    commit(cwd, "second");
    const result = await read(cwd, "main");
    expect(revisions(result)).toEqual([
      ["2026-11-02", base],
      [null, more],
    ]);
    const last = "baseline" in result ? result.baseline.revisions.get("LoanApproved")?.get(2)?.at(-1) : undefined;
    const { file, line } = last?.placeOf({ in: "message" }) ?? expect.fail();
    expect(file).toBe("asyncapi/loan-origination.asyncapi.yaml");
    expect((await readFile(join(cwd, file), "utf8")).split("\n")[line - 1]).toMatch(/LoanApprovedV2:/);
    expect("baseline" in result && result.baseline.label).toMatch(/^main \([0-9a-f]{7}\)$/);
  });

  test("work tree and index are not touched", async () => {
    const cwd = await released();
    const before = [await readTree(cwd), git(cwd, "status", "--porcelain")];
    await read(cwd, "v1");
    expect([await readTree(cwd), git(cwd, "status", "--porcelain")]).toEqual(before);
  });

  test("a remote branch, in a clone and in a work tree of it", async () => {
    const [cwd, folder] = [await released(), await emptyFolder()];
    git(folder, "clone", "--quiet", `file://${cwd}`, "clone");
    expect(revisions(await read(join(folder, "clone"), "origin/main"))).toEqual([["2026-11-02", base]]);
    git(join(folder, "clone"), "worktree", "add", "--quiet", "-b", "mine", "../tree", "v1");
    expect(revisions(await read(join(folder, "tree"), "origin/main"))).toEqual([["2026-11-02", base]]);
  });

  test("references across files, the config and upcasters are read as of then", async () => {
    const cwd = await released();
    await edit(cwd, /Money:/, "Cash:", "asyncapi/shared/types.yaml");
    await writeFile(configOf(cwd), "{}");
    expect(revisions(await read(cwd, "v1"))).toEqual([["2026-11-02", base]]);
  });

  test("documents at the top of a repository, and in a folder whose name is a pattern", async () => {
    const [top, other] = [await documents(), await emptyFolder()];
    repository(join(top, "asyncapi"));
    expect(revisions(await read(top, "main"))).toEqual([[null, base]]);
    const cwd = join(other, "a [b] {c} é");
    await cp(top, join(cwd, "d*"), { recursive: true });
    await rm(join(cwd, "d*/asyncapi/.git"), { recursive: true });
    repository(cwd);
    await addProperty(join(cwd, "d*"), "branch");
    expect(revisions(await read(join(cwd, "d*"), "main"))).toEqual([[null, base]]);
  });

  test("a hook's own repository is not taken for it", async () => {
    const [cwd, other] = [await released(), await documents()];
    repository(other);
    vi.stubEnv("GIT_DIR", join(other, ".git"));
    vi.stubEnv("GIT_WORK_TREE", other);
    const result = await read(cwd, "v1");
    vi.unstubAllEnvs();
    expect(revisions(result)).toEqual([["2026-11-02", base]]);
  });

  test("documents by glob, without a config", async () => {
    const cwd = await released();
    const source = { documents: "asyncapi/*.yaml", folder: cwd };
    const result = await readBaseline({ against: "v1", source, root: join(cwd, "asyncapi"), cwd });
    expect(revisions(result)).toEqual([[null, base]]);
  });
});

describe("a ref that cannot be read", () => {
  test("an unknown one: the nearest name is offered", async () => {
    const cwd = await released();
    expect(only(await read(cwd, "mian"))).toMatchObject({
      code: "baseline-ref-unknown",
      file: "asyncapi/insaka.config.json",
      hint: 'Did you mean "main"?',
    });
  });

  test("a branch that only the remote has: its name there is offered", async () => {
    const [cwd, folder] = [await released(), await emptyFolder()];
    git(cwd, "branch", "release");
    git(folder, "clone", "--quiet", `file://${cwd}`, "clone");
    expect(only(await read(join(folder, "clone"), "release")).hint).toBe('Did you mean "origin/release"?');
  });

  test("a remote branch that was not fetched", async () => {
    const [cwd, folder] = [await released(), await emptyFolder()];
    git(cwd, "branch", "release");
    git(folder, "clone", "--quiet", "--single-branch", `file://${cwd}`, "clone");
    const found = only(await read(join(folder, "clone"), "origin/release"));
    expect(found.code).toBe("baseline-not-fetched");
    const command = /^Fetch it: git (fetch .*)\.$/.exec(found.hint)?.[1] ?? expect.fail(found.hint);
    git(join(folder, "clone"), ...command.split(" "));
    expect(revisions(await read(join(folder, "clone"), "origin/release"))).toEqual([["2026-11-02", base]]);
  });

  test.each(["v1", "HEAD~1"])("%s in a shallow clone that lacks it", async (ref) => {
    const [cwd, folder] = [await released(), await emptyFolder()];
    commit(cwd, "second");
    git(folder, "clone", "--quiet", "--depth=1", `file://${cwd}`, "clone");
    const found = only(await read(join(folder, "clone"), ref));
    expect(found).toMatchObject({ code: "baseline-shallow" });
    expect(found.hint).toMatch(/git fetch --unshallow --tags; in GitHub's checkout set fetch-depth: 0/);
    git(join(folder, "clone"), "fetch", "--quiet", "--unshallow", "--tags");
    expect(revisions(await read(join(folder, "clone"), ref))).toEqual([["2026-11-02", base]]);
  });

  test.each(["--upload-pack=touch x", "-h", "", "a\nb"])("%j is no name of a ref", async (ref) => {
    expect(only(await read(await released(), ref)).code).toBe("baseline-ref-illegal");
  });

  test("no repository", async () => {
    expect(only(await read(await documents(), "main")).code).toBe("baseline-no-repository");
  });

  test("no git", async () => {
    const cwd = await released();
    vi.stubEnv("PATH", await emptyFolder());
    const found = only(await read(cwd, "main"));
    vi.unstubAllEnvs();
    expect(found).toMatchObject({ code: "baseline-no-git", hint: "Install git, or give a folder." });
  });

  test("no config at that ref", async () => {
    const cwd = await released();
    git(cwd, "checkout", "--quiet", "--orphan", "empty");
    git(cwd, "rm", "-r", "--quiet", "--cached", "--force", "asyncapi");
    git(cwd, "commit", "--quiet", "--allow-empty", "-m", "empty");
    expect(only(await read(cwd, "empty"))).toMatchObject({ code: "baseline-no-config" });
  });

  test("documents with errors at that ref are told as of that ref", async () => {
    const cwd = await documents();
    await writeFile(join(cwd, "asyncapi/shared/types.yaml"), "Money: { $ref: 'nowhere.yaml' }\n");
    repository(cwd);
    const result = await read(cwd, "main");
    expect("baseline" in result).toBe(false);
    expect(result.diagnostics[0]).toMatchObject({ code: "ref-not-found", file: "asyncapi/shared/types.yaml" });
    expect(result.diagnostics[0]?.message).toMatch(/^At main \([0-9a-f]{7}\): "nowhere\.yaml" leads nowhere/);
  });

  test("a symbolic link in the commit is not followed", async () => {
    const cwd = await documents();
    await rename(join(cwd, "asyncapi/shared/types.yaml"), join(cwd, "types.yaml"));
    await symlink("../../types.yaml", join(cwd, "asyncapi/shared/types.yaml"));
    repository(cwd);
    const codes = (await read(cwd, "main")).diagnostics.map(({ code }) => code);
    expect(codes).toContain("ref-outside-folder");
  });

  test("a link in the place of the registry in the commit", async () => {
    const cwd = await released();
    await rename(join(cwd, "asyncapi/registry"), join(cwd, "elsewhere"));
    await symlink("../elsewhere", join(cwd, "asyncapi/registry"));
    commit(cwd, "linked");
    expect(only(await read(cwd, "main")).code).toBe("registry-link");
  });

  test("a damaged registry at that ref", async () => {
    const cwd = await released();
    const { id } = (await records(cwd, 1))[0] ?? expect.fail();
    await edit(cwd, "deprecated", "current", `asyncapi/registry/LoanApproved/1/${id}.json`);
    commit(cwd, "tampered");
    expect(only(await read(cwd, "main")).code).toBe("registry-changed");
  });
});

describe("a folder", () => {
  test("with a config, or one that holds the same way to it", async () => {
    const [cwd, other] = [await released(), await emptyFolder()];
    await cp(cwd, join(other, "checkout"), { recursive: true });
    await addProperty(cwd, "another");
    const expected = [
      ["2026-11-02", base],
      [null, more],
    ];
    const result = await read(cwd, join(other, "checkout"));
    expect(revisions(result)).toEqual(expected);
    expect(revisions(await read(cwd, join(other, "checkout/asyncapi")))).toEqual(expected);
    const last = "baseline" in result ? result.baseline.revisions.get("LoanApproved")?.get(2)?.at(-1) : undefined;
    const way = `../${basename(other)}/checkout/asyncapi/loan-origination.asyncapi.yaml`;
    expect(last?.placeOf({ in: "message" }).file).toBe(way);
  });

  test("for documents by glob", async () => {
    const [cwd, other] = [await documents(), await emptyFolder()];
    await cp(cwd, other, { recursive: true });
    await addProperty(cwd, "branch");
    const source = { documents: "asyncapi/*.yaml", folder: cwd };
    const result = await readBaseline({ against: other, source, root: join(cwd, "asyncapi"), cwd });
    expect(revisions(result)).toEqual([[null, base]]);
  });

  test("that is not there, or holds no config", async () => {
    const cwd = await documents();
    expect(only(await read(cwd, "./nowhere")).code).toBe("baseline-no-folder");
    expect(only(await read(cwd, await emptyFolder())).code).toBe("baseline-no-config");
  });

  test("a name that is a ref too means the ref; with ./ it means the folder", async () => {
    const cwd = await released();
    await mkdir(join(cwd, "both"));
    await cp(join(cwd, "asyncapi"), join(cwd, "both/asyncapi"), { recursive: true });
    const kind = (result: BaselineResult): string => ("baseline" in result ? result.baseline.kind : "none");
    expect(kind(await read(cwd, "both"))).toBe("folder");
    git(cwd, "branch", "both");
    expect(kind(await read(cwd, "both"))).toBe("git");
    expect(kind(await read(cwd, "./both"))).toBe("folder");
  });
});

test("what a base branch has released may neither change nor vanish, not even the newest", async () => {
  const cwd = await released();
  await releaseOn("2026-11-03", cwd);
  commit(cwd, "second");
  const result = await read(cwd, "main");
  const files = "files" in result ? result.files : expect.fail();
  const now = () => registryChanges(files, readRegistry(join(cwd, "asyncapi/registry"), cwd).files);
  await addProperty(cwd, "another");
  await releaseOn("2026-11-04", cwd);
  expect(now()).toEqual([]);
  const [, second, newest] = await records(cwd, 2);
  await rm(join(cwd, `asyncapi/registry/LoanApproved/2/${newest?.id}.json`));
  await rm(join(cwd, `asyncapi/registry/LoanApproved/2/${second?.id}.json`));
  const [one] = await records(cwd, 1);
  await edit(cwd, "deprecated", "current", `asyncapi/registry/LoanApproved/1/${one?.id}.json`);
  expect(now().map(({ rule, at, weight }) => [rule, at.file, weight])).toEqual([
    ["registry-changed", `asyncapi/registry/LoanApproved/1/${one?.id}.json`, "breaking"],
    ["registry-vanished", `asyncapi/registry/LoanApproved/2/${second?.id}.json`, "breaking"],
  ]);
  expect(now().map(({ fingerprint }) => fingerprint)).toEqual([
    expect.stringMatching(/^[0-9a-f]{16}$/),
    expect.stringMatching(/^[0-9a-f]{16}$/),
  ]);
});

test("what another folder has released may neither change nor vanish here", async () => {
  const [cwd, other] = [await released(), await emptyFolder()];
  await cp(cwd, join(other, "checkout"), { recursive: true });
  const [record = expect.fail()] = await records(cwd, 2);
  const path = `asyncapi/registry/LoanApproved/2/${record.id}.json`;
  const against = ["compat", "--against", join(other, "checkout/asyncapi")];
  expect((await runInsaka(against, cwd)).out).not.toMatch(/registry-(changed|vanished)/);
  await rm(join(cwd, path));
  const gone = await runInsaka(against, cwd);
  expect(gone.code).toBe(100);
  expect(gone.out).toMatch(new RegExp(`registry-vanished[^]*${path}`));
});
