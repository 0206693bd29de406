import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What the bureau holds on a person. */
export interface BureauRecord {
  readonly score: number;
  readonly band: "excellent" | "good" | "fair" | "poor" | "very-poor";
}

/**
 * The licensed bureau's side, as a real HTTP server on loopback. When it is down its port refuses connections, as a bureau
 * that is away does.
 */
export class LicensedBureau {
  readonly #records: ReadonlyMap<string, BureauRecord>;
  #server: Server | undefined;
  #port = 0;

  constructor(records: ReadonlyMap<string, BureauRecord>) {
    this.#records = records;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/reports`;
  }

  async up(): Promise<void> {
    const server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.writeHead(400).end());
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.#port, "127.0.0.1", resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async down(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { nrc } = JSON.parse(Buffer.concat(chunks).toString()) as { nrc: string };
    const record = this.#records.get(nrc);
    if (record === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ reference: "CRB-2026-000117", report: { bureau: "crb-africa", ...record } }));
  }
}
