/** An event of a stream, as the HTML standard reads it: `data` is the text. */
export interface ServerSentEvent {
  readonly event: string;
  readonly id: string;
  readonly data: string;
}

const LINE_END = /\r\n|\n|\r(?!$)/; // a CR at the end may be half of a line end

/** The events of a stream as they come; an event that the end of the stream cut off is dropped. */
export async function* serverSentEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let text = '';
  let fields = new Map<string, string>();
  let id = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += decoder.decode(value, { stream: true });
      const lines = text.split(LINE_END);
      text = lines.pop() ?? '';
      for (const line of lines) {
        if (line !== '') {
          addField(fields, line);
          continue;
        }
        id = fields.get('id') ?? id;
        const data = fields.get('data');
        if (data !== undefined) yield { event: fields.get('event') ?? 'message', id, data };
        fields = new Map();
      }
    }
  } finally {
    await reader.cancel();
  }
}

function addField(fields: Map<string, string>, line: string): void {
  const colon = line.indexOf(':');
  if (colon === 0) return; // a comment: a sign of life
  const name = colon === -1 ? line : line.slice(0, colon);
  const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
  const before = fields.get(name);
  fields.set(name, name === 'data' && before !== undefined ? `${before}\n${value}` : value);
}
