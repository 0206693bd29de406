import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BrokerNode, describeBroker, startBroker } from "@insaka/broker";
import { beforeEach, describe, expect, it, onTestFinished, type TestContext, vi } from "vitest";
import { broker, skip } from "../support/broker.js";

beforeEach((context: TestContext) => {
  if (broker.origin !== "private-node")
    skip(context, `the broker of this run is no private node but ${broker.description}`);
});

describe("a private node", () => {
  it("keeps its passwords in files that only its owner can read, and in no other", async () => {
    const node = await started();
    const folder = folderOf(node);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    for (const name of ["credentials.json", join("definitions", "20-users.json")]) {
      expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    }
    const passwords = Object.values(JSON.parse(await readFile(join(folder, "credentials.json"), "utf8")) as object);
    expect(passwords).toContain(describeBroker(node).admin.password);
    const shown = [node.description, JSON.stringify(node)];
    for (const name of await readdir(join(folder, "definitions"))) {
      shown.push(await readFile(join(folder, "definitions", name), "utf8"));
    }
    shown.push(await readFile(join(folder, "log", "console.log"), "utf8"));
    for (const password of passwords) expect(shown.join("\n")).not.toContain(password);
  });

  it("lives beside others, and leaves nothing behind when it is stopped", async () => {
    const [one, two] = await Promise.all([started(), started()]);
    const host = await one.createVirtualHost();
    await expect(two.management.request("GET", `/vhosts/${host.name}`)).rejects.toThrow("404");
    await one.stop();
    expect(await listens(one.amqpPort)).toBe(false);
    expect(existsSync(folderOf(one))).toBe(false);
    expect(await listens(two.amqpPort)).toBe(true);
  });

  it.each(["SIGKILL", "SIGINT", "SIGTERM", "end"] as const)(
    "ends with the process that started it: %s",
    async (way) => {
      const script = fileURLToPath(new URL("../support/abandoned-broker.mjs", import.meta.url));
      const parent = spawn(process.execPath, [script, way], { stdio: ["ignore", "pipe", "inherit"] });
      const [line] = (await once(parent.stdout, "data")) as [Buffer];
      const { port, mapperPort, folder } = JSON.parse(line.toString("utf8"));
      expect(existsSync(folder)).toBe(true);
      const ended = once(parent, "exit");
      if (way !== "end") parent.kill(way);
      await ended;
      // The folder goes last, after the broker and its port mapper.
      await vi.waitFor(() => expect(existsSync(folder)).toBe(false), { timeout: 20_000, interval: 20 });
      expect(await listens(port)).toBe(false);
      expect(await listens(mapperPort)).toBe(false);
    },
  );
});

async function started(): Promise<BrokerNode> {
  const node = await startBroker({ origin: "private-node" });
  onTestFinished(() => node.stop());
  return node;
}

function folderOf(node: BrokerNode): string {
  const { ctl } = describeBroker(node);
  if (ctl === undefined || !("env" in ctl)) throw new Error("not a private node");
  return ctl.env.HOME ?? "";
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
