/** A body in pieces of any size; `cancelled` resolves with the reason when it is cancelled. */
export function bodyOf(
  pieces: Uint8Array[],
  end: (controller: ReadableStreamDefaultController) => void,
) {
  const left = [...pieces];
  const cancelled = Promise.withResolvers<unknown>();
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = left.shift();
      if (next) controller.enqueue(next);
      else end(controller);
    },
    cancel: cancelled.resolve,
  });
  return { body, cancelled: cancelled.promise };
}

export function wholeBody(...pieces: Uint8Array[]) {
  return bodyOf(pieces, (controller) => controller.close()).body;
}
