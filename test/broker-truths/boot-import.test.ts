import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Definitions, hashPassword } from "@insaka/broker";
import { connect } from "amqplib";
import { describe, expect, it } from "vitest";
import { bootedNode, type OwnNode } from "../support/broker.js";
import { freshFolder } from "./support/fresh-folder.js";

/** A generated file in small: its user has no password. */
const withoutHash: Definitions = {
  vhosts: [{ name: "/" }],
  users: [{ name: "service", tags: [] }],
  permissions: [{ user: "service", vhost: "/", configure: "^$", write: ".*", read: ".*" }],
};
const withHash: Definitions = { users: [{ name: "service", tags: [], password_hash: hashPassword("its password") }] };

describe("definitions imported at boot", () => {
  it("row 23: a blank node has no user but those of its definitions, and one without a hash cannot log in", async (context) => {
    const node = await bootedNode(context, { "10-insaka.json": withoutHash });
    expect(await users(node)).toEqual(["service"]);
    await expectRefused(node, "guest", "guest");
    for (const guess of ["", "service", "guest", "undefined"]) await expectRefused(node, "service", guess);
  });

  it("row 23: without users in them there is no user at all", async (context) => {
    const node = await bootedNode(context, { "10-insaka.json": { vhosts: [{ name: "/" }] } });
    expect(await users(node)).toEqual([]);
    await expectRefused(node, "guest", "guest");
  });

  it("files are imported in the order of their names: a later one gives the hash, an earlier one again takes it", async (context) => {
    const node = await bootedNode(context, { "20-users.json": withHash, "10-insaka.json": withoutHash });
    await logIn(node, "service", "its password");
    const folder = await freshFolder();
    await writeFile(join(folder, "10.json"), JSON.stringify(withoutHash));
    await writeFile(join(folder, "20.json"), JSON.stringify(withHash));
    await node.ctl("import_definitions", join(folder, "10.json"));
    await expectRefused(node, "service", "its password");
    await node.ctl("import_definitions", join(folder, "20.json"));
    await logIn(node, "service", "its password");
  });

  it("a user without tags stops the import without a word: the node runs without the users of later files", async (context) => {
    const mistake = { ...withoutHash, users: [{ name: "has no tags" }] };
    const node = await bootedNode(context, { "10-insaka.json": mistake, "20-users.json": withHash });
    expect(await users(node)).toEqual([]);
  });
});

async function users(node: OwnNode): Promise<string[]> {
  const listing = await node.ctl("list_users", "--silent", "--no-table-headers");
  const lines = listing.split("\n").filter((line) => line !== "");
  return lines.map((line) => line.split("\t")[0] ?? "");
}

async function logIn(node: OwnNode, username: string, password: string): Promise<void> {
  const connection = await connect({ hostname: node.amqpHost, port: node.amqpPort, username, password });
  await connection.close();
}

function expectRefused(node: OwnNode, username: string, password: string): Promise<void> {
  return expect(logIn(node, username, password)).rejects.toThrow(/403/);
}
