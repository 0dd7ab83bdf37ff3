// A form of files that a client is still sending.

/** A form under way. */
export interface OpenForm {
  /** Sends one file of it. The server takes a file in when the next one has begun. */
  put(bytes: Uint8Array): Promise<void>;
  /** Ends it, and gives the status of the answer. */
  end(): Promise<number>;
}

/** Begins a form to an address. */
export function openForm(url: string, token: string): OpenForm {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const line = (text: string) => writer.write(Buffer.from(text));
  const answer = fetch(url, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'multipart/form-data; boundary=edge' },
    body: readable,
    duplex: 'half',
  } as RequestInit);
  return {
    put: async (bytes) => {
      await line('--edge\r\nContent-Disposition: form-data; name="files[]"; filename="image.dcm"\r\n\r\n');
      await writer.write(bytes);
      await line('\r\n');
    },
    end: async () => {
      await line('--edge--\r\n');
      await writer.close();
      return (await answer).status;
    },
  };
}
