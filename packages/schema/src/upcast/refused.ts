/** Thrown inside a chain where a step cannot answer exactly; `compileUpcast` turns it into a refusal. Holds no value of the message. */
export class Refused extends Error {
  override readonly name: string = "Refused";
  readonly pointer: string;

  constructor(pointer: string, reason: string) {
    super(reason);
    this.pointer = pointer;
  }
}
