// The body of an answer, read only as far as it may be long: what an answer says of its length binds nobody.

/** All of its bytes. Throws when there are more than `bytesMax`, without having read much further. */
export async function boundedBody(response: Response, bytesMax: number): Promise<Uint8Array> {
  const reader = response.body?.getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    size += part.value.length;
    if (size > bytesMax) {
      await reader?.cancel();
      throw new Error(`It is larger than ${bytesMax} bytes.`);
    }
    parts.push(part.value);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
