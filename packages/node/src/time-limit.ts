/** Awaits work for at most a time, in milliseconds, and keeps the process alive for it; false if the time was up first. */
export async function completesWithin(timeLimitMs: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, timeLimitMs, false);
  });
  try {
    return await Promise.race([work.then(() => true), timeUp]);
  } finally {
    clearTimeout(timer);
  }
}
