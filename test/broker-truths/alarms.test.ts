import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { ownNode } from "../support/broker.js";
import { listen, openChannel, openConnection, publish, quorumQueue } from "./support/wire.js";

describe("alarms", () => {
  it("row 10: in a memory alarm one connection for both directions processes nothing, two connections everything", async (context) => {
    const node = await ownNode(context);
    const host = await node.createVirtualHost();
    const setUp = await openChannel(host.adminUrl);
    for (const queue of ["shared", "apart"]) {
      await quorumQueue(setUp, queue);
      for (let sent = 0; sent < 20; sent += 1) await publish(setUp, "", queue, `${sent}`);
    }
    const [shared, publishing, consuming] = await Promise.all([
      openConnection(host.adminUrl),
      openConnection(host.adminUrl),
      openConnection(host.adminUrl),
    ]);
    const onShared = await shared.createConfirmChannel();
    await onShared.prefetch(1);
    const apart = await consuming.createChannel();
    await apart.prefetch(1);
    const toPublish = await publishing.createConfirmChannel();

    await node.ctl("set_vm_memory_high_watermark", "0.00001");
    const blocked = [shared, publishing].map((connection) => once(connection, "blocked"));
    const pending = [onShared, toPublish].map((channel) => publish(channel, "amq.topic", "x", "x"));
    await Promise.all(blocked);

    const sharedInbox = listen(onShared, "shared", (message) => onShared.ack(message));
    let channelOpened = false;
    const another = shared.createChannel().then(() => {
      channelOpened = true;
    });
    const apartInbox = await listen(apart, "apart", (message) => apart.ack(message));
    expect((await apartInbox.count(20)).length).toBe(20);
    expect(await Promise.race([sharedInbox, undefined])).toBeUndefined();
    expect(channelOpened).toBe(false);

    // Nothing was lost: with the end of the alarm everything that was held back goes on.
    await node.ctl("set_vm_memory_high_watermark", "0.6");
    expect(await Promise.all(pending)).toEqual(["confirmed", "confirmed"]);
    expect((await (await sharedInbox).count(20)).length).toBe(20);
    await another;
  });
});
