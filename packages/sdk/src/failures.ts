import { readProperty } from './read-property.ts';
import type { Step } from './step.ts';

const MAX_CAUSES = 5;

interface Failure {
  readonly error: unknown;
  /** The step that the error came from. */
  readonly step: Step;
  /** The outermost step that it has passed through. */
  readonly through: Step;
}

/** Remembers which step an error came from: the innermost of those that it passed through. */
export class Failures {
  readonly #ofObjects = new WeakMap<object, Failure>();
  /** Of what can't be a key of the map, the latest. */
  #ofPrimitive: Failure | undefined;

  note(error: unknown, step: Step): void {
    const known = this.#find(error);
    // Passed on, as it is or wrapped, only to the step around: an error object may also be thrown a second time.
    const passedOn = known !== undefined && known.through.parentSpanId === step.spanId;
    const failure = { error, step: passedOn ? known.step : step, through: step };
    if (isObject(error)) this.#ofObjects.set(error, failure);
    else this.#ofPrimitive = failure;
  }

  /** The step that an error, or one of its causes, came from. */
  stepOf(error: unknown): Step | undefined {
    return this.#find(error)?.step;
  }

  #find(error: unknown): Failure | undefined {
    let current = error;
    for (let depth = 0; depth < MAX_CAUSES; depth += 1) {
      const failure = this.#failureOf(current);
      if (failure !== undefined) return failure;
      current = readProperty(current, 'cause');
      if (current === undefined) break;
    }
    return undefined;
  }

  #failureOf(error: unknown): Failure | undefined {
    if (isObject(error)) return this.#ofObjects.get(error);
    return this.#ofPrimitive !== undefined && Object.is(this.#ofPrimitive.error, error)
      ? this.#ofPrimitive
      : undefined;
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
