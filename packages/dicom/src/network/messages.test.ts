// Messages in and out: command sets by the standard's bytes, fragments cut anywhere, PDUs filled to the peer's maximum.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CommandSet, decodeCommandSet, encodeCommandSet, responseTo } from './command-set.ts';
import { MessageAssembler } from './message-assembler.ts';
import { DataSetWriter, encodeMessage, fragmentBytesMax } from './p-data.ts';
import { type ControlPdu, type Fragment, pduTypes } from './pdu.ts';
import { joined, PduError } from './pdu-bytes.ts';
import { PduStream } from './pdu-stream.ts';

const store: CommandSet = {
  affectedSopClassUid: '1.2.840.10008.5.1.4.1.1.2',
  commandField: 1,
  messageId: 7,
  priority: 0,
  affectedSopInstanceUid: '1.2.3',
  hasDataSet: true,
};
const echo: CommandSet = {
  affectedSopClassUid: '1.2.840.10008.1.1',
  commandField: 0x30,
  messageId: 1,
  hasDataSet: false,
};

/** Reads PDUs back to messages. */
function readMessages(chunks: readonly Uint8Array[], { dataLengthMax = 1_000_000 } = {}) {
  const messages: { contextId: number; command: CommandSet; dataSet: Uint8Array[]; isWhole: boolean }[] = [];
  const pdus: ControlPdu[] = [];
  const faults: PduError[] = [];
  const assembler = new MessageAssembler({
    command: ({ contextId, command }) =>
      messages.push({ contextId, command, dataSet: [], isWhole: !command.hasDataSet }),
    dataSet: (bytes, { isLast }) => {
      const last = messages.at(-1);
      last?.dataSet.push(bytes.slice());
      if (last !== undefined) last.isWhole = isLast;
    },
  });
  const stream = new PduStream(
    {
      dataBegins: () => true,
      fragment: (fragment) => assembler.take(fragment),
      pdu: (pdu) => pdus.push(pdu),
      invalid: (error) => faults.push(error),
    },
    { dataLengthMax },
  );
  for (const chunk of chunks) stream.push(chunk);
  return {
    messages: messages.map(({ dataSet, ...message }) => ({ ...message, dataSet: joined(dataSet) })),
    pdus,
    faults,
    stream,
  };
}

describe('command sets', () => {
  it('are the bytes of the standard', () => {
    const bytes = [
      [0, 0, 0, 0, 4, 0, 0, 0, 30, 0, 0, 0],
      [0, 0, 0x00, 0x01, 2, 0, 0, 0, 0x30, 0],
      [0, 0, 0x10, 0x01, 2, 0, 0, 0, 1, 0],
      [0, 0, 0x00, 0x08, 2, 0, 0, 0, 1, 1],
    ].flat();
    expect([...encodeCommandSet({ commandField: 0x30, messageId: 1, hasDataSet: false })]).toEqual(bytes);
  });

  it('pad UIDs with NUL and text with spaces, and come back without either', () => {
    const bytes = encodeCommandSet({ ...store, moveDestination: 'XYZ', errorComment: 'odd', status: 0xb000 });
    expect(bytes.length % 2).toBe(0);
    expect(decodeCommandSet(bytes)).toEqual({
      ...store,
      moveDestination: 'XYZ',
      errorComment: 'odd',
      status: 0xb000,
    });
  });

  it('are read or refused by name, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        try {
          decodeCommandSet(bytes);
        } catch (error) {
          expect((error as Error).name).toBe('CommandSetError');
        }
      }),
    );
  });

  it('are answered with what they were about', () => {
    expect(responseTo(store)).toEqual({
      commandField: 0x8001,
      messageIdBeingRespondedTo: 7,
      affectedSopClassUid: store.affectedSopClassUid,
      affectedSopInstanceUid: '1.2.3',
    });
    expect(
      responseTo({
        commandField: 0x130,
        messageId: 2,
        requestedSopClassUid: '1.1',
        requestedSopInstanceUid: '1.2',
        hasDataSet: true,
      }),
    ).toEqual({
      commandField: 0x8130,
      messageIdBeingRespondedTo: 2,
      affectedSopClassUid: '1.1',
      affectedSopInstanceUid: '1.2',
    });
  });
});

describe('messages', () => {
  const dataSet = Uint8Array.from({ length: 301 }, (_, index) => index % 251);

  it('come back when they are cut at any byte', () => {
    const bytes = joined([
      encodeMessage(store, { contextId: 3, pduLengthMax: 100 }, dataSet),
      encodeMessage(echo, { contextId: 1, pduLengthMax: 100 }),
    ]);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const { messages, faults } = readMessages([bytes.subarray(0, cut), bytes.subarray(cut)]);
      expect(faults).toEqual([]);
      expect(messages).toEqual([
        { contextId: 3, command: store, dataSet, isWhole: true },
        { contextId: 1, command: echo, dataSet: new Uint8Array(0), isWhole: true },
      ]);
    }
  });

  it('come back byte by byte', () => {
    const bytes = encodeMessage(store, { contextId: 3, pduLengthMax: 64 }, dataSet);
    const { messages } = readMessages([...bytes].map((byte) => Uint8Array.of(byte)));
    expect(messages).toEqual([{ contextId: 3, command: store, dataSet, isWhole: true }]);
  });

  it('come back whatever the maximum and the pieces are', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 8, max: 2000 }),
        fc.array(fc.uint8Array({ maxLength: 700 }), { maxLength: 8 }),
        (pduLengthMax, pieces) => {
          const pdus: Uint8Array[] = [];
          const writer = new DataSetWriter({ contextId: 5, pduLengthMax }, (pdu) => pdus.push(pdu));
          for (const piece of pieces) writer.write(piece);
          writer.end();
          for (const pdu of pdus) expect(pdu.length - 6).toBeLessThanOrEqual(pduLengthMax);
          for (const pdu of pdus.slice(0, -1)) expect(pdu.length - 12).toBe(fragmentBytesMax(pduLengthMax));
          const command = encodeMessage(store, { contextId: 5, pduLengthMax });
          const { messages } = readMessages([command, ...pdus], { dataLengthMax: pduLengthMax });
          expect(messages).toEqual([
            { contextId: 5, command: store, dataSet: joined(pieces), isWhole: true },
          ]);
        },
      ),
    );
  });

  it('fill their PDUs to the maximum, each fragment even', () => {
    expect(fragmentBytesMax(16_384)).toBe(16_378);
    expect(fragmentBytesMax(16_383)).toBe(16_376);
    expect(fragmentBytesMax(0)).toBe(256 * 1024);
    expect(fragmentBytesMax(4_294_967_295)).toBe(256 * 1024);
    expect(fragmentBytesMax(1)).toBe(2);
  });

  it('hand the bytes of data sets on without copying them', () => {
    const bytes = encodeMessage(store, { contextId: 3, pduLengthMax: 0 }, dataSet);
    const seen: Uint8Array[] = [];
    const stream = new PduStream(
      {
        dataBegins: () => true,
        fragment: (fragment) => seen.push(fragment.bytes),
        pdu: () => undefined,
        invalid: () => undefined,
      },
      { dataLengthMax: 100_000 },
    );
    stream.push(bytes);
    expect(seen.every((piece) => piece.buffer === bytes.buffer)).toBe(true);
    expect(stream.isBetweenPdus).toBe(true);
  });
});

describe('what cannot be there', () => {
  const take = (...fragments: Partial<Fragment>[]) => {
    const assembler = new MessageAssembler({ command: () => undefined, dataSet: () => undefined });
    const command = encodeCommandSet(store);
    for (const fragment of fragments)
      assembler.take({ contextId: 1, isCommand: true, isLast: true, bytes: command, ...fragment });
  };
  it.each([
    ['a data set without a command', [{ isCommand: false }]],
    ['a command where the data set must go on', [{}, {}]],
    ['a message that goes on in another context', [{}, { isCommand: false, contextId: 3 }]],
    ['a command set of other elements', [{ bytes: Uint8Array.of(8, 0, 5, 0, 0, 0, 0, 0) }]],
    ['a command set without a command', [{ bytes: new Uint8Array(0) }]],
    [
      'a command set without end',
      Array.from({ length: 70 }, () => ({ isLast: false, bytes: new Uint8Array(1024) })),
    ],
  ] as [string, Partial<Fragment>[]][])('is refused: %s', (_, fragments) => {
    expect(() => take(...fragments)).toThrow(PduError);
  });

  const faultOf = (...bytes: number[]) =>
    readMessages([Uint8Array.from(bytes)], { dataLengthMax: 1000 }).faults;
  it.each([
    ['a PDU of 4 GB', [pduTypes.data, 0, 0xff, 0xff, 0xff, 0xff]],
    ['a control PDU of 4 GB', [pduTypes.associateRequest, 0, 0xff, 0xff, 0xff, 0xff]],
    ['a PDU that is longer than was announced', [pduTypes.data, 0, 0, 0, 0x03, 0xe9]],
    ['a PDU of no length', [pduTypes.data, 0, 0, 0, 0, 0]],
    ['an unknown type', [0x08, 0, 0, 0, 0, 4]],
    ['a value longer than its PDU', [pduTypes.data, 0, 0, 0, 0, 8, 0, 0, 0, 9, 1, 3]],
    ['a value without its head', [pduTypes.data, 0, 0, 0, 0, 8, 0, 0, 0, 1, 1, 3]],
    ['bytes behind the last value', [pduTypes.data, 0, 0, 0, 0, 9, 0, 0, 0, 2, 1, 3, 0, 0, 0]],
  ])('is refused as soon as it is known: %s', (_, bytes) => {
    expect(faultOf(...bytes)).toHaveLength(1);
  });

  it('ends in PDUs or one fault, whatever the bytes are and however they are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 6 }), (chunks) => {
        const whole = readMessages([joined(chunks)]);
        const cut = readMessages(chunks);
        expect(cut.faults.map(({ reason }) => reason)).toEqual(whole.faults.map(({ reason }) => reason));
        expect(cut.pdus).toEqual(whole.pdus);
        expect(whole.faults.length).toBeLessThanOrEqual(1);
      }),
    );
  });
});
