import fc from 'fast-check';
import { expect, test } from 'vitest';

import { serverSentEvents, type ServerSentEvent } from './server-sent-events.ts';

test('reads the same events wherever the bytes are cut', async () => {
  const stream =
    ': here\r\n\r\nid: 7\r\nevent: change\r\ndata: {"a":\r\ndata: "é"}\r\n\r\ndata:x\n\nid\nevent:end\ndata\n\ndata: cut';
  const bytes = new TextEncoder().encode(stream);

  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 20 }), async (cuts) => {
      expect(await read(bytes, cuts)).toEqual([
        { event: 'change', id: '7', data: '{"a":\n"é"}' },
        { event: 'message', id: '7', data: 'x' },
        { event: 'end', id: '', data: '' },
      ]);
    }),
  );
});

async function read(bytes: Uint8Array, cuts: readonly number[]): Promise<ServerSentEvent[]> {
  const at = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const [index, from] of at.entries()) controller.enqueue(bytes.subarray(from, at[index + 1]));
      controller.close();
    },
  });
  return Array.fromAsync(serverSentEvents(body));
}
