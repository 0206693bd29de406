/** What a broker in memory refuses, with the reply code and the words that RabbitMQ has for it. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: number;

  constructor(code: number, text: string) {
    super(text);
    this.code = code;
  }
}

export function notFound(what: "exchange" | "queue", name: string): Refusal {
  return new Refusal(404, `NOT_FOUND - no ${what} '${name}'`);
}
