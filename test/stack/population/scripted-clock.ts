/**
 * The clock of this process, which stands still unless a script moves it.
 *
 * With it the SDK measures to the microsecond what was planned, and a run of an hour takes no time. Timers are not
 * touched: what is delivered is delivered in real time.
 */
export class ScriptedClock {
  readonly #dateNow = Date.now;
  readonly #performanceNow = performance.now;
  #now = 0;

  /** What the time really is, in milliseconds since the epoch. */
  realNow(): number {
    return this.#dateNow.call(Date);
  }

  /** Stops the clock at a time, in milliseconds since the epoch. */
  standAt(now: number): void {
    this.#now = now;
    Date.now = () => Math.floor(this.#now);
    performance.now = () => this.#now - performance.timeOrigin;
  }

  pass(ms: number): void {
    this.#now += ms;
  }

  /** Lets the clock go on with the real time. */
  release(): void {
    Date.now = this.#dateNow;
    performance.now = this.#performanceNow;
  }
}
