/** Thrown where a question cannot be answered. The message names the keyword and says why. */
export class Undecided extends Error {
  override readonly name: string = "Undecided";
}
