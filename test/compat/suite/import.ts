import type { Definitions } from "@insaka/broker";
import { judgeTopology, type TopologyView } from "@insaka/generator";
import { describe, expect, test } from "vitest";
import { eventually } from "../../broker-truths/support/wire.js";
import { type Change, changes } from "../support/changes.js";
import { definitionsOf, type LiveTopology, liveTopology } from "../support/live-topology.js";
import type { Target } from "../support/target.js";

/** Imports what was, imports what is to be, and holds the broker that comes of it against the findings. */
export function importing({ name, node }: Target): void {
  const of = (...rules: readonly string[]): (readonly [title: string, change: Change])[] =>
    changes
      .filter(({ rule }) => rules.includes(rule))
      .map((change) => [`${change.rule}: ${change.name}`, change] as const);
  const findingOf = ({ rule, before, after, told }: Change) => {
    const finding = judgeTopology(before, after).find(
      (each) => each.rule === rule && each.subject.name === told.subject,
    );
    if (finding === undefined) throw new Error(`${rule} says nothing of ${told.subject}`);
    return { ...finding, route: { exchange: "loans", routingKey: finding.key ?? "" } };
  };

  describe(`${name}: an import over what is there already`, () => {
    test.concurrent.for(
      of("exchange-refused", "exchange-silently-different", "queue-refused", "queue-silently-different"),
    )("%s: it reports success and changes nothing", async ([, { before, after }], context) => {
      const live = await liveTopology(await node(), context.onTestFinished, pick(before), "as they are");
      const was = await live.host.management.exportDefinitions();
      await expect(live.host.management.importDefinitions(withoutUsers(pick(after)))).resolves.not.toThrow();
      const now = await live.host.management.exportDefinitions();
      expect(now.exchanges).toEqual(was.exchanges);
      expect(now.queues).toEqual(was.queues);
    });

    test.concurrent("an argument of another type: a broker that lacks the queue refuses the import", async (context) => {
      const foreign = changes.find((each) => each.name === "an argument of another type of queue")!;
      const empty = { ...pick(foreign.before), queues: [] };
      const live = await liveTopology(await node(), context.onTestFinished, empty);
      const refused = live.host.management.importDefinitions(withoutUsers(pick(foreign.after)));
      await expect(refused).rejects.toThrow(/invalid arg/);
    });

    test.concurrent.for(of("exchange-type-changed"))("%s", async ([, change], context) => {
      const { route, summary } = findingOf(change);
      const was = await (await liveTopology(await node(), context.onTestFinished, change.before)).publish(route);
      const now = await (await liveTopology(await node(), context.onTestFinished, change.after)).publish(route);
      const [queue] = change.told.hurt;
      expect(summary).toContain(`"${queue}" ${arrived(was, queue) ? "no longer" : "also"} gets "${route.routingKey}"`);
      expect([was, now].map((queues) => arrived(queues, queue))).toContain(true);
      expect([was, now].map((queues) => arrived(queues, queue))).toContain(false);
    });

    test.concurrent.for(of("exchange-removed"))("%s", async ([, change], context) => {
      const { route, hint } = findingOf(change);
      const live = await liveTopology(await node(), context.onTestFinished, change.before);
      await live.import(change.after);
      expect(await live.publish(route)).toEqual(["archive.loans", "mail.approved"]);
      await live.follow(hint);
      expect(await live.publish(route)).toBe(404);
    });

    test.concurrent.for(of("queue-removed", "queue-renamed"))("%s", async ([, change], context) => {
      const { route, hint, subject } = findingOf(change);
      const live = await liveTopology(await node(), context.onTestFinished, change.before);
      await live.import(change.after);
      expect(await live.publish(route)).toContain(subject.name);
      await live.follow(hint);
      expect(await live.publish(route)).not.toContain(subject.name);
    });

    test.concurrent.for(of("routing-key-moved"))("%s", async ([, change], context) => {
      const { route } = findingOf(change);
      const to = { ...route, routingKey: "loan.accepted" };
      const live = await liveTopology(await node(), context.onTestFinished, change.before);
      const sender = live.host.url("loans");
      expect(await live.publish(route, sender)).toContain("mail.approved");
      // A new sender before the import, a released one after it, and on a broker that never had the old binding.
      expect(await live.publish(to)).not.toContain("mail.approved");
      await live.import(change.after);
      expect(await live.publish(to, sender)).toContain("mail.approved");
      expect(await live.publish(route, sender)).toBe(403);
      expect(await live.publish(route)).toContain("mail.approved");
      const fresh = await liveTopology(await node(), context.onTestFinished, change.after);
      expect(await fresh.publish(route)).not.toContain("mail.approved");
    });

    test.concurrent.for(of("binding-narrowed"))("%s", async ([, change], context) => {
      const { route } = findingOf(change);
      const live = await liveTopology(await node(), context.onTestFinished, change.before);
      await live.import(change.after);
      expect(await live.publish(route)).toContain("archive.loans");
      const fresh = await liveTopology(await node(), context.onTestFinished, change.after);
      expect(await fresh.publish(route)).not.toContain("archive.loans");
    });

    test.concurrent.for(of("binding-left-behind").filter(([, { told }]) => told.key !== null))(
      "%s",
      async ([, change], context) => {
        const { route, hint } = findingOf(change);
        const live = await liveTopology(await node(), context.onTestFinished, change.before);
        await live.import(change.after);
        expect(await live.publish(route)).toContain("mail.approved");
        await live.follow(hint);
        expect(await live.publish(route)).not.toContain("mail.approved");
        expect(await live.publish({ ...route, routingKey: "loan.approved" })).toContain("mail.approved");
      },
    );

    test.concurrent.for(of("binding-widened"))("%s", async ([, change], context) => {
      const { route } = findingOf(change);
      const live = await liveTopology(await node(), context.onTestFinished, change.before);
      expect(await live.publish(route)).not.toContain("mail.approved");
      await live.import(change.after);
      expect(await live.publish(route)).toContain("mail.approved");
    });

    test.concurrent.for(of("retry-ladder-changed"))("%s", async ([, change], context) => {
      const { hint, subject } = findingOf(change);
      const step = { exchange: "insaka.retry.30s", routingKey: "mail.approved" };
      const live = await liveTopology(await node(), context.onTestFinished, change.before);
      await live.import(change.after);
      expect(await live.publish(step)).toEqual([subject.name]);
      expect(await live.publish(step, live.host.url("mail"))).toBe(403);
      await live.follow(hint);
      expect(await live.publish(step)).toEqual([]);
    });

    test.concurrent.for(of("dead-letter-route-changed"))("%s", async ([, change], context) => {
      const { outcome, summary } = findingOf(change);
      const live = await liveTopology(await node(), context.onTestFinished, change.before, "as they are");
      const reach = (queues: readonly string[]) =>
        eventually(async () => expect(await live.deadLetter("mail.approved")).toEqual(queues));
      await reach(["mail.approved.dlq"]);
      await live.import(change.after);
      if (outcome === "applied") {
        const stray = summary.includes('to "insaka.stray"');
        expect(stray || summary.includes("Each is thrown away")).toBe(true);
        await reach(stray ? ["insaka.stray"] : []);
        await eventually(async () => expect(await letters(live)).toEqual({ held: 0, dead: 0 }));
        return;
      }
      await reach(["mail.approved.dlq"]);
      expect(summary).toContain("Each stays in the queue");
      const fresh = await liveTopology(await node(), context.onTestFinished, change.after, "as they are");
      expect(await fresh.deadLetter("mail.approved")).toEqual([]);
      await eventually(async () => expect(await letters(fresh)).toEqual({ held: 1, dead: 0 }));
    });

    test.concurrent.for(of("policy-changed"))("%s", async ([, change], context) => {
      const live = await liveTopology(await node(), context.onTestFinished, change.before, "as they are");
      await live.import(change.after);
      await eventually(async () => {
        const queue = await live.host.management.queue("mail.wait.5s");
        expect(queue?.effective_policy_definition).toMatchObject({ "max-length-bytes": 1_000_000 });
      });
    });

    test.concurrent.for(of("permission-withdrawn"))("%s", async ([, change], context) => {
      const { route } = findingOf(change);
      const live = await liveTopology(await node(), context.onTestFinished, change.before);
      const sender = live.host.url("loans");
      expect(await live.publish(route, sender)).toEqual(["archive.loans"]);
      await live.import(change.after);
      expect(await live.publish(route, sender)).toBe(403);
    });
  });
}

/** The one exchange and the one queue that the changes are about. */
function pick(view: TopologyView): TopologyView {
  const only = (wanted: string) => (each: { readonly name: string }) => each.name === wanted;
  return {
    ...view,
    exchanges: view.exchanges.filter(only("loans")),
    queues: view.queues.filter(only("mail.approved")),
    bindings: [],
    policies: [],
    users: [],
  };
}

/** What can be imported into one virtual host. */
function withoutUsers(view: TopologyView): Definitions {
  const { exchanges, queues } = definitionsOf(view, "as they are");
  return { exchanges, queues } as Definitions;
}

function arrived(queues: readonly string[] | number, queue: string | undefined): boolean {
  return typeof queues !== "number" && queue !== undefined && queues.includes(queue);
}

/** Where rejected messages are: held back by the queue that they were rejected from, or in its dead-letter queue. */
async function letters({ host }: LiveTopology): Promise<{ readonly held: unknown; readonly dead: unknown }> {
  const [queue, dead] = await Promise.all(
    ["mail.approved", "mail.approved.dlq"].map((name) => host.management.queue(name)),
  );
  return { held: Reflect.get(Object(queue), "messages_dlx"), dead: dead?.messages };
}
