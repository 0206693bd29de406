import { beforeEach, describe, expect, it } from "vitest";
import { CircuitBreaker, type CircuitState } from "./circuit-breaker.js";

let timers: { readonly ms: number; readonly run: () => void; isOff: boolean }[] = [];
let told: string[] = [];
let states: [CircuitState, number | undefined][] = [];

function breaker(failures = 3, random = (): number => 1): CircuitBreaker {
  timers = [];
  told = [];
  states = [];
  return new CircuitBreaker({
    failures,
    pause: 1_000,
    longest: 3_000,
    random,
    clock: {
      now: () => 0,
      after(ms, run) {
        const timer = { ms, run, isOff: false };
        timers.push(timer);
        return () => {
          timer.isOff = true;
        };
      },
    },
    rest: () => told.push("rest"),
    resume: () => told.push("resume"),
    trust: () => told.push("trust"),
    onState: (state, { pauseMs }) => states.push([state, pauseMs]),
  });
}

let circuit: CircuitBreaker;
const fail = (...ids: (string | undefined)[]): void => {
  for (const id of ids) circuit.failed(id, {});
};
const wake = (): void => timers.at(-1)?.run();

beforeEach(() => {
  circuit = breaker();
});

describe("a circuit breaker", () => {
  it("opens after so many failures in a row, tries again, and closes with the first success", () => {
    fail("a", "b");
    expect(told).toEqual([]);
    fail("c", "d");
    expect(told).toEqual(["rest"]);
    expect(circuit.state).toBe("open");
    wake();
    expect(told).toEqual(["rest", "resume"]);
    circuit.succeeded();
    expect(told).toEqual(["rest", "resume", "trust"]);
    expect(states).toEqual([
      ["open", 1_000],
      ["half-open", undefined],
      ["closed", undefined],
    ]);
    fail("a", "b");
    expect(circuit.state).toBe("closed");
  });

  it("is not opened by one message that fails again and again, nor with a success in between", () => {
    fail("a", "a", "a", "a");
    expect(circuit.state).toBe("closed");
    circuit.succeeded();
    fail("a", "b");
    circuit.succeeded();
    fail("a", "b");
    expect(circuit.state).toBe("closed");
    fail("b");
    expect(circuit.state).toBe("open");
  });

  it("counts a run of a handler once, however many messages it was given", () => {
    const run = {};
    for (const id of ["a", "b", "c", "d"]) circuit.failed(id, run);
    expect(circuit.state).toBe("closed");
    fail("a", "a");
    expect(circuit.state).toBe("open");
  });

  it("stays open longer each time that it fails again, up to a bound, and begins anew after a success", () => {
    fail("a", "b", "c");
    for (let n = 0; n < 3; n += 1) {
      wake();
      fail("a");
    }
    expect(timers.map(({ ms }) => ms)).toEqual([1_000, 2_000, 3_000, 3_000]);
    wake();
    circuit.succeeded();
    fail("a", "b", "c");
    expect(timers.at(-1)?.ms).toBe(1_000);
  });

  it("waits for half of its time at least, the rest by chance", () => {
    circuit = breaker(2, () => 0);
    fail("a", "b");
    expect(timers.map(({ ms }) => ms)).toEqual([500]);
  });

  it("hears nothing of what was in flight when it opened", () => {
    fail("a", "b", "c", "d", "e");
    circuit.succeeded();
    expect(told).toEqual(["rest"]);
    expect(circuit.state).toBe("open");
  });

  it("never opens where it is off, and does not wake after its end", () => {
    circuit = breaker(0);
    fail("a", "b", "c", "d");
    expect(told).toEqual([]);
    circuit = breaker();
    fail("a", "b", "c");
    circuit.end();
    expect(timers.map(({ isOff }) => isOff)).toEqual([true]);
    fail("a", "b", "c", "d");
    expect(told).toEqual(["rest"]);
  });
});
