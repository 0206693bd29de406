import { newMessageId } from "@insaka/runtime";
import { type ChannelModel, type ConfirmChannel, type ConsumeMessage, connect } from "amqplib";
import { LOAN_APPROVED } from "../support/samples.js";
import { type ChildOptions, type Load, paced } from "./child.js";
import { application, ONE_IN } from "./payloads.js";

const EVENTS = "communications.loan-approved";
const REQUESTS = "loan-origination.submit-loan-application";
const OPTIONS = { persistent: true, mandatory: true, contentType: "application/json", type: "LoanApproved" } as const;

/**
 * The same work with amqplib alone: bytes sent and confirmed, parsed, acknowledged; retries and dead letters by hand; replies. On two
 * connections where ours has two a service, without validation, without supervision but for a loop that connects again.
 */
export async function startRaw({ urls, rate }: ChildOptions): Promise<Load> {
  const work = { published: 0, handled: 0, retried: 0, deadLettered: 0, requested: 0, broadcast: 0, failed: 0 };
  const waiting = new Map<string, () => void>();
  let pending = 0;
  let ending = false;
  let sender: ConfirmChannel | undefined;
  let replyQueue = "";

  async function open(setUp: (connection: ChannelModel) => Promise<void>): Promise<() => Promise<void>> {
    let current: ChannelModel | undefined;
    const once = async (): Promise<void> => {
      const connection = await connect(urls.admin ?? "", { noDelay: true });
      connection.on("error", () => undefined);
      connection.on("close", () => {
        if (!ending) setTimeout(again, 500);
      });
      await setUp(connection);
      current = connection;
    };
    const again = (): void => void once().catch(() => ending || setTimeout(again, 500));
    await once();
    return async () => current?.close();
  }

  function send(exchange: string, key: string, body: unknown, options: object, name?: "published"): void {
    pending += 1;
    const done = (error: unknown): void => {
      pending -= 1;
      if (error) work.failed += 1;
      else if (name !== undefined) work[name] += 1;
    };
    try {
      if (sender === undefined) throw new Error("away");
      sender.publish(exchange, key, Buffer.from(JSON.stringify(body)), { ...OPTIONS, ...options }, done);
    } catch (error) {
      done(error);
    }
  }

  const closeSender = await open(async (connection) => {
    const channel = await connection.createConfirmChannel();
    channel.on("error", () => undefined);
    channel.on("return", () => undefined);
    sender = channel;
  });
  let received = 0;
  const closeReader = await open(async (connection) => {
    const channel = await connection.createChannel();
    channel.on("error", () => undefined);
    await channel.prefetch(20);
    const own = await channel.assertQueue("", { exclusive: true });
    await channel.bindQueue(own.queue, "loan-origination", "loan.approved");
    const replies = await channel.assertQueue("", { exclusive: true });
    await channel.bindQueue(replies.queue, "insaka.reply", replies.queue);
    replyQueue = replies.queue;
    const taking = (handle: (message: ConsumeMessage) => void) => (message: ConsumeMessage | null) => {
      if (message === null) return;
      JSON.parse(message.content.toString());
      handle(message);
    };
    await channel.consume(
      EVENTS,
      taking((message) => {
        received += 1;
        const { messageId, headers } = message.properties;
        if (received % ONE_IN.retry === 0 && headers?.["x-attempt"] === undefined) {
          work.retried += 1;
          send("insaka.retry.5s", EVENTS, LOAN_APPROVED, { messageId, headers: { "x-version": 2, "x-attempt": 2 } });
        } else if (received % ONE_IN.deadLetter === 1) {
          work.deadLettered += 1;
          return channel.nack(message, false, false);
        } else work.handled += 1;
        channel.ack(message);
      }),
    );
    await channel.consume(
      own.queue,
      taking((message) => {
        work.broadcast += 1;
        channel.ack(message);
      }),
    );
    await channel.consume(
      REQUESTS,
      taking((message) => {
        const { replyTo, messageId } = message.properties as { replyTo: string; messageId: string };
        send("insaka.reply", replyTo, { reason: "term-not-offered" }, { correlationId: messageId });
        channel.ack(message);
      }),
    );
    await channel.consume(
      replies.queue,
      taking((message) => {
        waiting.get(message.properties.correlationId as string)?.();
        channel.ack(message);
      }),
    );
  });
  function ask(): void {
    const messageId = newMessageId();
    pending += 1;
    const end = (name: "requested" | "failed") => (): void => {
      clearTimeout(timer);
      waiting.delete(messageId);
      pending -= 1;
      work[name] += 1;
    };
    const timer = setTimeout(end("failed"), 30_000);
    waiting.set(messageId, end("requested"));
    send("loan-origination", "loan.submit-application", application(), { messageId, replyTo: replyQueue });
  }

  const end = paced(rate, (index) => {
    send(
      "loan-origination",
      "loan.approved",
      LOAN_APPROVED,
      { messageId: newMessageId(), headers: { "x-version": 2 } },
      "published",
    );
    if (index % ONE_IN.request === 0) ask();
  });
  return {
    work,
    pending: () => pending,
    async stop() {
      ending = true;
      end();
      await Promise.all([closeSender(), closeReader()].map((closing) => closing.catch(() => undefined)));
    },
  };
}
