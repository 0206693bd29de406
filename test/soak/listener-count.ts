import { EventEmitter, getEventListeners } from "node:events";

const emitters = new Map<number, WeakRef<EventEmitter>>();
const targets = new Map<number, { readonly ref: WeakRef<EventTarget>; readonly types: Set<string> }>();
const seen = new WeakMap<object, number>();
let next = 0;

/** Remembers every emitter and event target that anybody listens to from now on; call it before anything else is loaded. */
export function watchListeners(): void {
  for (const name of ["on", "addListener", "once", "prependListener"] as const) {
    const original = EventEmitter.prototype[name];
    EventEmitter.prototype[name] = function (this: EventEmitter, ...args: Parameters<typeof original>) {
      if (!seen.has(this)) {
        seen.set(this, next);
        emitters.set(next, new WeakRef(this));
        next += 1;
      }
      return original.apply(this, args) as typeof this;
    };
  }
  const add = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (this: EventTarget, ...args: Parameters<typeof add>) {
    let id = seen.get(this);
    if (id === undefined) {
      id = next;
      next += 1;
      seen.set(this, id);
      targets.set(id, { ref: new WeakRef(this), types: new Set() });
    }
    targets.get(id)?.types.add(args[0]);
    add.apply(this, args);
  };
}

/** The listeners of all that is still reachable, by what they listen to, as `Socket close`. Collect garbage before. */
export function countListeners(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const add = (to: object, name: string, count: number): void => {
    const key = `${to.constructor.name} ${name}`;
    if (count > 0) counts.set(key, (counts.get(key) ?? 0) + count);
  };
  for (const [id, ref] of emitters) {
    const emitter = ref.deref();
    if (emitter === undefined) emitters.delete(id);
    else for (const name of emitter.eventNames()) add(emitter, String(name), emitter.listenerCount(name));
  }
  for (const [id, { ref, types }] of targets) {
    const target = ref.deref();
    if (target === undefined) targets.delete(id);
    else for (const type of types) add(target, type, getEventListeners(target, type).length);
  }
  return counts;
}
