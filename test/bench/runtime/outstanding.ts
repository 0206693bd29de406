/** How many publishes wait for their confirm at any time. */
export const OUTSTANDING = 100;

/** Publishes by promises, as `async` code does: so many loops, each of which awaits its own. `more` is asked after each confirm. */
export async function byPromise(publish: () => Promise<unknown>, more: () => boolean): Promise<void> {
  let going = true;
  const loop = async (): Promise<void> => {
    while (going) {
      await publish();
      if (going) going = more();
    }
  };
  await Promise.all(Array.from({ length: OUTSTANDING }, loop));
}

/** The same by callbacks, which cost less than promises. */
export function byCallback(publish: (done: (error: unknown) => void) => void, more: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    let open = OUTSTANDING;
    let going = true;
    const next = (error: unknown): void => {
      if (error) reject(error);
      going = going && !error && more();
      if (going) publish(next);
      else open -= 1;
      if (open === 0) resolve();
    };
    for (let index = 0; index < OUTSTANDING; index += 1) publish(next);
  });
}
