import { describe, expect, it } from "vitest";
import { type Definitions, moveDefinitions } from "./definitions.js";

const definitions: Definitions = {
  rabbitmq_version: "4.0.5",
  global_parameters: [{ name: "cluster_name", value: "insaka" }],
  users: [{ name: "loan-origination", tags: ["monitoring"] }, { name: "communications" }],
  vhosts: [{ name: "/", default_queue_type: "quorum" }],
  permissions: [{ user: "communications", vhost: "/", configure: "^$", write: "^insaka\\.dead$", read: "^comms$" }],
  topic_permissions: [
    { user: "communications", vhost: "/", exchange: "insaka.dead", write: "^communications\\.", read: "^$" },
  ],
  policies: [{ vhost: "/", name: "dlq", pattern: "\\.dlq$", "apply-to": "queues", priority: 100, definition: {} }],
  exchanges: [{ name: "loans", vhost: "/", type: "topic" }],
  queues: [{ name: "comms", vhost: "/", durable: true, arguments: { "x-queue-type": "quorum" } }],
  bindings: [
    { source: "loans", vhost: "/", destination: "comms", destination_type: "queue", routing_key: "loan.approved" },
  ],
};
const passwords = new Map([
  ["loan-origination", "first"],
  ["communications", "second"],
]);

describe("moveDefinitions", () => {
  const moved = moveDefinitions(definitions, "insaka-1", passwords);

  it("gives each service a user of this virtual host, with a hash and its tags", () => {
    expect(moved.users).toEqual([
      expect.objectContaining({ name: "insaka-1.loan-origination", tags: ["monitoring"] }),
      expect.objectContaining({ name: "insaka-1.communications", tags: [] }),
    ]);
    expect(moved.users?.every((user) => (user.password_hash ?? "").length > 40)).toBe(true);
    expect(JSON.stringify(moved)).not.toMatch(/first|second/);
  });

  it("moves every entry and every permission", () => {
    expect(moved.vhosts).toEqual([{ name: "insaka-1", default_queue_type: "quorum" }]);
    expect(moved.permissions).toEqual([
      {
        user: "insaka-1.communications",
        vhost: "insaka-1",
        configure: "^$",
        write: "^insaka\\.dead$",
        read: "^comms$",
      },
    ]);
    expect(moved.topic_permissions).toMatchObject([{ user: "insaka-1.communications", vhost: "insaka-1" }]);
    for (const kind of ["policies", "exchanges", "queues", "bindings"] as const) {
      expect(moved[kind]).toMatchObject([{ vhost: "insaka-1" }]);
    }
  });

  it("leaves out what concerns the whole broker", () => {
    expect(Object.keys(moved)).not.toContain("global_parameters");
  });

  it("fills in what the import demands", () => {
    expect(moved.exchanges).toMatchObject([{ durable: true, auto_delete: false, internal: false, arguments: {} }]);
    expect(moved.bindings).toMatchObject([{ arguments: {} }]);
  });

  it("refuses a permission of somebody who is no user", () => {
    const strange = { ...definitions, users: [{ name: "communications" }], permissions: [] };
    const stranger = { user: "ghost", configure: "", write: "", read: "" };
    expect(() => moveDefinitions({ ...strange, permissions: [stranger] }, "v", passwords)).toThrow(
      'definitions give permissions to "ghost", who is not among their users',
    );
  });

  it("refuses two virtual hosts", () => {
    expect(() => moveDefinitions({ vhosts: [{ name: "a" }, { name: "b" }] }, "v", new Map())).toThrow(
      'definitions hold two virtual hosts, "a" and "b"',
    );
  });
});
