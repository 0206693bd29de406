import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

/** What the README and CONTRIBUTING promise must be there. */
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const README = readFileSync(join(ROOT, "README.md"), "utf8");
const CONTRIBUTING = readFileSync(join(ROOT, "CONTRIBUTING.md"), "utf8");
const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: Record<string, string> };

test("the README's code compiles against the generated contracts", () => {
  const blocks = [...README.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ""]) => code);
  expect(blocks).toHaveLength(2);
  expect(blocks[0]).toContain("identityConsumer");
  mkdirSync(join(ROOT, "node_modules/.cache"), { recursive: true });
  const folder = mkdtempSync(join(ROOT, "node_modules/.cache/readme-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const given = [
    'import type { UserRegistered } from "@intellifin/contracts";',
    "declare function open(clientId: string): Promise<UserRegistered | undefined>;",
    "declare const account: UserRegistered;",
  ];
  for (const [index, code] of blocks.entries()) {
    // The second imports the type's name itself, with the descriptor of that name.
    const types = code.includes("UserRegistered }") ? given.slice(1) : given;
    writeFileSync(join(folder, `readme-${index}.ts`), `${types.join("\n")}\n${code}`);
  }
  const options = { composite: false, declarationMap: false, noEmit: true, isolatedDeclarations: false };
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ extends: join(ROOT, "tsconfig.base.json"), compilerOptions: options, include: ["readme-*.ts"] }),
  );
  const { stdout, status } = spawnSync(
    process.execPath,
    [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", folder],
    {
      encoding: "utf8",
    },
  );
  expect(stdout).toBe("");
  expect(status).toBe(0);
});

test("every npm script that the documentation names exists", () => {
  const named = `${README}\n${CONTRIBUTING}`.matchAll(
    /\bnpm (?:run )?(start|test|codegen|[a-z]+:[a-z]+|typecheck|lint|format)\b/g,
  );
  const names = new Set([...named].map(([, name]) => name ?? ""));
  expect(names.size).toBeGreaterThan(5);
  for (const name of names) expect(Object.keys(scripts)).toContain(name);
});

test("every place that the documentation names exists", () => {
  const named = [
    ...`${README}\n${CONTRIBUTING}`.matchAll(/`((?:asyncapi|generator|packages|infra|test)\/[\w./-]*|\.ci\/\w+)`/g),
  ];
  expect(named.length).toBeGreaterThan(10);
  for (const [, path = ""] of named) expect(existsSync(join(ROOT, path)), path).toBe(true);
});
