import type { RunningService } from "../service.js";

/** A place where one service runs, in one release or another. */
export class Slot {
  #running: RunningService | undefined;

  /** Drains and ends what runs here, then starts the other; what comes meanwhile waits in its queues. */
  async deploy(start: () => Promise<RunningService>): Promise<void> {
    await this.close();
    this.#running = await start();
  }

  async close(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    await running?.close();
  }
}
