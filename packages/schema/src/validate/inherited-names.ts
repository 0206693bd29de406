/**
 * True if a schema speaks of a name that every JavaScript object inherits, such as `constructor`. Only then must each
 * look-up ask whether the property is the message's own, which costs time.
 */
export function namesInherited(schema: unknown): boolean {
  const text = JSON.stringify(schema);
  return Object.getOwnPropertyNames(Object.prototype).some((name) => text.includes(`"${name}"`));
}
