/** What is known under a key; made, and known from then on, when there is nothing yet. */
export function remembered<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  // `undefined` can be what is known.
  if (known.has(key)) return known.get(key) as V;
  const made = make();
  known.set(key, made);
  return made;
}
