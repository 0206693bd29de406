import { execFile } from "node:child_process";
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withDaemonsHeldBack } from "./held-back-daemons.js";

let folder: string;
let policy: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "insaka-policy-"));
  policy = join(folder, "policy-rc.d");
});
afterEach(() => rm(folder, { recursive: true }));

function exitCode(path: string): Promise<number | string | undefined> {
  return new Promise((resolve) => {
    const child = execFile(path, () => resolve(child.exitCode ?? undefined));
  });
}

describe("withDaemonsHeldBack", () => {
  it("refuses every start while the work runs and leaves nothing behind", async () => {
    expect(await withDaemonsHeldBack(() => exitCode(policy), policy)).toBe(101);
    expect(await readdir(folder)).toEqual([]);
  });

  it("puts the machine's own policy back, with its mode, even when the work fails", async () => {
    await writeFile(policy, "#!/bin/sh\nexit 0\n");
    await chmod(policy, 0o755);
    const work = withDaemonsHeldBack(() => Promise.reject(new Error("no network")), policy);
    await expect(work).rejects.toThrow("no network");
    expect(await readFile(policy, "utf8")).toBe("#!/bin/sh\nexit 0\n");
    expect((await stat(policy)).mode & 0o777).toBe(0o755);
    expect(await readdir(folder)).toEqual(["policy-rc.d"]);
  });

  it("recovers the machine's policy after a run that was killed half-way", async () => {
    await writeFile(policy, "#!/bin/sh\nexit 101\n");
    await writeFile(`${policy}.insaka-saved`, "#!/bin/sh\nexit 0\n");
    await withDaemonsHeldBack(() => Promise.resolve(), policy);
    expect(await readFile(policy, "utf8")).toBe("#!/bin/sh\nexit 0\n");
  });
});
