import { Undeliverable } from "../communications/undeliverable.js";

/** A text that was handed over. */
export interface Text {
  readonly to: string;
  readonly text: string;
}

/** The telephone company's side: it delivers, unless a number has gone out of service. */
export class SmsGateway {
  readonly #texts: Text[] = [];
  readonly #gone = new Set<string>();

  get texts(): readonly Text[] {
    return this.#texts;
  }

  textsTo(number: string): readonly string[] {
    return this.#texts.filter(({ to }) => to === number).map(({ text }) => text);
  }

  /** From now on nothing can be delivered to this number. */
  disconnect(number: string): void {
    this.#gone.add(number);
  }

  async send(to: string, text: string): Promise<void> {
    if (this.#gone.has(to)) throw new Undeliverable("number-not-in-service");
    this.#texts.push({ to, text });
  }
}
