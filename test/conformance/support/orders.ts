import { newMessageId } from "@insaka/runtime";
import { ledgerConsumer, type OrderPlacedV2, shopPublisher, warehouseConsumer } from "../contracts/generated/index.js";
import type { Connected, Host } from "./host.js";

export const ORDERS = "warehouse.orders";
export const LEDGER = "ledger.orders";
export const CANCELLATIONS = "ledger.cancellations";

export const ORDER: OrderPlacedV2 = { orderId: "o-1", total: "12.50" };

export type OnOrder = Parameters<typeof warehouseConsumer>[1]["handlers"]["orderPlaced"];

/** A promise and the way to end it. */
export function gate<T = void>(): { readonly opened: Promise<T>; readonly open: (value: T) => void } {
  let open: (value: T) => void = () => undefined;
  const opened = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

type ConnectOptions = Parameters<Host["connect"]>[1];

/** Runs the warehouse with one handler that matters. */
export async function warehouse(
  host: Host,
  orderPlaced: OnOrder,
  options: ConnectOptions & { readonly prefetch?: number } = {},
): Promise<Connected> {
  const { prefetch, ...rest } = options;
  const connected = await host.connect("warehouse", rest);
  await warehouseConsumer(connected.broker, {
    handlers: { orderPlaced, pickOrder: ({ payload: { orderId } }) => ({ orderPicked: { orderId, shelf: 1 } }) },
    ...(prefetch === undefined ? {} : { prefetch }),
  });
  return connected;
}

type OnCancelled = Parameters<typeof ledgerConsumer>[1]["handlers"]["orderCancelled"];

/** Runs the ledger, which has three attempts: after 1 s and after 2 s. */
export async function ledger(
  host: Host,
  orderCancelled: OnCancelled,
  options: ConnectOptions = {},
): Promise<Connected> {
  const connected = await host.connect("ledger", options);
  await ledgerConsumer(connected.broker, { handlers: { orderCancelled, orderPlaced: () => undefined } });
  return connected;
}

/** A shop that sends. */
export async function shop(
  host: Host,
  options: ConnectOptions = {},
): Promise<Connected & { readonly send: ReturnType<typeof shopPublisher> }> {
  const connected = await host.connect("shop", options);
  return { ...connected, send: shopPublisher(connected.broker) };
}

/** An order as any correct sender writes it, to be sent as a stranger. */
export function rawOrder(version: number, payload: unknown, headers: Readonly<Record<string, unknown>> = {}) {
  const messageId = newMessageId();
  return {
    messageId,
    message: {
      exchange: "shop",
      routingKey: "order.placed",
      body: JSON.stringify(payload),
      properties: { messageId, type: "OrderPlaced", appId: "shop", contentType: "application/json" },
      headers: { "x-version": version, ...headers },
    },
  };
}
