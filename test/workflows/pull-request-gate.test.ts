import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commit, git, repository } from "../support/git-repository.js";
import { runInsaka } from "../support/insaka-run.js";
import { type Facts, type RunScript, runJob } from "./run-job.js";
import { stepsOf } from "./workflow.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const DOCUMENT = "asyncapi/collections.asyncapi.yaml";
const MARKER = "<!-- insaka compat -->";

let work = "";
let origin = "";

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "insaka-gate-"));
  origin = join(work, "origin");
  for (const part of ["asyncapi", "packages/generated/src", "infra/rabbitmq"]) {
    mkdirSync(dirname(join(origin, part)), { recursive: true });
    cpSync(join(ROOT, part), join(origin, part), { recursive: true });
  }
  repository(origin);
});

afterAll(() => rmSync(work, { recursive: true, force: true }), 60_000);

/** The checkout of a pull request with one edit, and what it generates. */
async function pullRequest(name: string, from: string, to: string): Promise<string> {
  const folder = join(work, name);
  git(work, "clone", "--quiet", origin, name);
  git(folder, "checkout", "--quiet", "-b", "change");
  const text = readFileSync(join(folder, DOCUMENT), "utf8");
  expect(text).toContain(from);
  writeFileSync(join(folder, DOCUMENT), text.replace(from, to));
  const { code, err } = await runInsaka(["codegen", "--config", "asyncapi/insaka.config.json"], folder);
  expect(code, err).toBe(0);
  commit(folder, "a change");
  return folder;
}

/** A comment of a pull request. */
interface Comment {
  readonly id: number;
  body: string;
  readonly user: { readonly type: string };
}

/** The comments of a pull request, as far as the workflow sees GitHub. */
function commentsOf(comments: Comment[]): RunScript {
  const at = { owner: "o", repo: "r" };
  const issues = {
    listComments: Symbol("listComments"),
    createComment: async ({ body, ...where }: { readonly body: string }) => {
      expect(where).toEqual({ ...at, issue_number: 7 });
      comments.push({ id: 100 + comments.length, body, user: { type: "Bot" } });
    },
    updateComment: async ({ comment_id, body, ...where }: { readonly comment_id: number; readonly body: string }) => {
      expect(where).toEqual(at);
      const comment = comments.find(({ id }) => id === comment_id);
      if (comment === undefined) throw new Error("no such comment");
      comment.body = body;
    },
  };
  const github = {
    rest: { issues },
    paginate: async (list: unknown, where: unknown) => {
      expect([list, where]).toEqual([issues.listComments, { ...at, issue_number: 7 }]);
      return comments;
    },
  };
  const context = { repo: at, issue: { number: 7 } };
  return async (script, require) => {
    const AsyncFunction = (async () => {}).constructor as new (
      ...parts: string[]
    ) => (...given: unknown[]) => Promise<void>;
    await new AsyncFunction("github", "context", "require", script)(github, context, require);
  };
}

const facts: Facts = {
  "github.base_ref": "main",
  "github.repository": "o/r",
  "github.event.pull_request.head.repo.full_name": "o/r",
};

const somebodys: Comment = { id: 1, body: `${MARKER}\nquoted by a person`, user: { type: "User" } };

/** The steps that judge and tell. */
const telling = stepsOf("contracts.yml").filter(({ name }) => name === "compat" || name === "comment");

test("a change that breaks nobody passes, and its comment says so; a branch whose name is a command is a name", async () => {
  const folder = await pullRequest("clean", "asyncapi: 3.0.0", "# Reviewed.\nasyncapi: 3.0.0");
  const name = `";touch\${IFS}stolen;#`;
  git(folder, "update-ref", `refs/remotes/origin/${name}`, "origin/main");
  const comments: Comment[] = [];
  const hostile = { ...facts, "github.base_ref": name };
  const run = await runJob(stepsOf("contracts.yml"), folder, hostile, commentsOf(comments));
  expect(run.log).not.toContain("::error");
  expect(run.conclusion).toBe("success");
  expect(run.steps.map(({ outcome }) => outcome)).not.toContain("skipped");
  expect(comments.map(({ body }) => body)).toEqual([run.summary]);
  expect(run.summary.split("\n")[0]).toBe(MARKER);
  expect(git(folder, "status", "--porcelain", "--", "stolen")).toBe("");
}, 240_000);

test("a change that breaks a reader fails, and its comment shows who is hurt; the next push brings the comment up to date", async () => {
  const stages = "stage: { type: string, enum: [watch, substandard, doubtful, loss";
  const folder = await pullRequest("breaking", stages, `${stages}, written-off`);
  const comments: Comment[] = [{ ...somebodys }];
  const run = await runJob(stepsOf("contracts.yml"), folder, facts, commentsOf(comments));
  expect(run.conclusion).toBe("failure");
  expect(run.steps.filter(({ outcome }) => outcome === "failure").map(({ step }) => step)).toEqual(["compat"]);
  // An annotation at the document's line, for the page of the files that changed.
  expect(run.log).toMatch(/^::error file=asyncapi\/collections\.asyncapi\.yaml,line=\d+/m);
  const [quoted, mine, ...more] = comments;
  expect([quoted, more]).toEqual([somebodys, []]);
  expect(mine?.body).toBe(run.summary);
  expect(mine?.body).toContain("LoanOverdue");
  expect(mine?.body).toContain("written-off");
  git(folder, "checkout", "--quiet", "origin/main", "--", ".");
  commit(folder, "Take it back");
  const next = await runJob(telling, folder, facts, commentsOf(comments));
  expect(next.conclusion).toBe("success");
  expect(comments.map(({ body }) => body)).toEqual([somebodys.body, next.summary]);
}, 240_000);

test("a pull request from a fork is judged and told in the job's summary: its token may not comment", async () => {
  const folder = await pullRequest("fork", "asyncapi: 3.0.0", "# From afar.\nasyncapi: 3.0.0");
  const afar = { ...facts, "github.event.pull_request.head.repo.full_name": "stranger/r" };
  const run = await runJob(telling, folder, afar, async () => expect.unreachable("a fork's job must not comment"));
  expect(run.steps.map(({ step, outcome }) => [step, outcome])).toEqual([
    ["compat", "success"],
    ["comment", "skipped"],
  ]);
  expect(run.summary).toContain(MARKER);
}, 240_000);
