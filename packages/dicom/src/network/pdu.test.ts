// PDUs between values and bytes: against bytes written down from the standard's tables, and there and back.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePdu } from './decode-pdu.ts';
import { encodePdu } from './encode-pdu.ts';
import {
  type AssociateRequest,
  applicationContextName,
  type ControlPdu,
  type UserInformation,
} from './pdu.ts';
import { PduError } from './pdu-bytes.ts';

const bytesOf = (...parts: (string | number[])[]) =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'string' ? [...part].map((c) => c.charCodeAt(0)) : part)),
  );
const decoded = (bytes: Uint8Array) => decodePdu(bytes[0] ?? 0, bytes.subarray(6));

const information: UserInformation = {
  pduLengthMax: 16_384,
  implementationClassUid: '1.2.3',
  roles: [],
  extendedNegotiations: [],
};
const request: AssociateRequest = {
  type: 'associate-request',
  protocolVersion: 1,
  calledAeTitle: 'ARCHIVE',
  callingAeTitle: 'CT1',
  applicationContextName,
  contexts: [{ id: 1, abstractSyntax: '1.2.840.10008.1.1', transferSyntaxes: ['1.2.840.10008.1.2'] }],
  userInformation: information,
};
// PS3.8 Tables 9-11 to 9-16 and D.1-1, by hand.
const requestBytes = bytesOf(
  [0x01, 0, 0, 0, 0, 164],
  [0, 1, 0, 0],
  'ARCHIVE         ',
  'CT1             ',
  Array.from<number>({ length: 32 }).fill(0),
  [0x10, 0, 0, 21],
  '1.2.840.10008.3.1.1.1',
  [0x20, 0, 0, 46, 1, 0, 0, 0],
  [0x30, 0, 0, 17],
  '1.2.840.10008.1.1',
  [0x40, 0, 0, 17],
  '1.2.840.10008.1.2',
  [0x50, 0, 0, 17],
  [0x51, 0, 0, 4, 0, 0, 0x40, 0],
  [0x52, 0, 0, 5],
  '1.2.3',
);

describe('bytes of the standard', () => {
  it('are those of an A-ASSOCIATE-RQ', () => {
    expect(encodePdu(request)).toEqual(requestBytes);
    expect(decoded(requestBytes)).toEqual(request);
  });

  it('are those of an A-ASSOCIATE-AC', () => {
    const accept: ControlPdu = {
      type: 'associate-accept',
      calledAeTitle: 'A',
      callingAeTitle: 'B',
      contexts: [
        { id: 1, result: 0, transferSyntax: '1.2.840.10008.1.2' },
        { id: 3, result: 3, transferSyntax: '' },
      ],
      userInformation: information,
    };
    const bytes = bytesOf(
      [0x02, 0, 0, 0, 0, 155],
      [0, 1, 0, 0],
      'A               ',
      'B               ',
      Array.from<number>({ length: 32 }).fill(0),
      [0x10, 0, 0, 21],
      '1.2.840.10008.3.1.1.1',
      [0x21, 0, 0, 25, 1, 0, 0, 0, 0x40, 0, 0, 17],
      '1.2.840.10008.1.2',
      [0x21, 0, 0, 8, 3, 0, 3, 0, 0x40, 0, 0, 0],
      [0x50, 0, 0, 17, 0x51, 0, 0, 4, 0, 0, 0x40, 0, 0x52, 0, 0, 5],
      '1.2.3',
    );
    expect(encodePdu(accept)).toEqual(bytes);
    expect(decoded(bytes)).toEqual(accept);
  });

  it('are those of the short PDUs', () => {
    for (const [pdu, bytes] of [
      [{ type: 'associate-reject', result: 1, source: 1, reason: 3 }, [3, 0, 0, 0, 0, 4, 0, 1, 1, 3]],
      [{ type: 'release-request' }, [5, 0, 0, 0, 0, 4, 0, 0, 0, 0]],
      [{ type: 'release-response' }, [6, 0, 0, 0, 0, 4, 0, 0, 0, 0]],
      [{ type: 'abort', source: 2, reason: 6 }, [7, 0, 0, 0, 0, 4, 0, 0, 2, 6]],
    ] as const) {
      expect([...encodePdu(pdu)]).toEqual(bytes);
      expect(decoded(Uint8Array.from(bytes))).toEqual(pdu);
    }
  });

  it('are those of every sub-item of the user information', () => {
    const userInformation: UserInformation = {
      ...information,
      implementationVersionName: 'V1',
      operationsWindow: { invoked: 5, performed: 0 },
      roles: [{ sopClassUid: '1.2', scu: false, scp: true }],
      extendedNegotiations: [{ sopClassUid: '1.3', information: Uint8Array.of(1, 0) }],
      userIdentity: {
        type: 2,
        isAnswerWanted: true,
        primaryField: bytesOf('me'),
        secondaryField: bytesOf('word'),
      },
      userIdentityResponse: bytesOf('k'),
    };
    const bytes = encodePdu({ ...request, userInformation });
    const tail = bytesOf(
      [0x53, 0, 0, 4, 0, 5, 0, 0],
      [0x54, 0, 0, 7, 0, 3, ...bytesOf('1.2'), 0, 1],
      [0x55, 0, 0, 2],
      'V1',
      [0x56, 0, 0, 7, 0, 3, ...bytesOf('1.3'), 1, 0],
      [0x58, 0, 0, 12, 2, 1, 0, 2, ...bytesOf('me'), 0, 4, ...bytesOf('word')],
      [0x59, 0, 0, 3, 0, 1, ...bytesOf('k')],
    );
    expect(bytes.subarray(-tail.length)).toEqual(tail);
    expect(decoded(bytes)).toEqual({ ...request, userInformation });
  });
});

describe('what others send', () => {
  it('is taken with padded UIDs and titles, and with items that nobody knows', () => {
    const bytes = bytesOf(
      [...requestBytes.subarray(0, 6 + 68)],
      [0x10, 0, 0, 22],
      '1.2.840.10008.3.1.1.1\0',
      [0x77, 0, 0, 2, 1, 2],
      [0x20, 0, 0, 27, 1, 0, 0, 0, 0x30, 0, 0, 10],
      '1.2.840.1\0',
      [0x40, 0, 0, 5],
      '1.2.8',
      [0x50, 0, 0, 7, 0x5f, 0, 0, 3, 1, 2, 3],
    );
    expect(decoded(bytes)).toMatchObject({
      applicationContextName,
      contexts: [{ id: 1, abstractSyntax: '1.2.840.1', transferSyntaxes: ['1.2.8'] }],
      userInformation: { pduLengthMax: 0 },
    });
  });

  it.each([
    ['spaces', 'LUMENBOX        ', '   MODALITY     '],
    ['NUL', 'LUMENBOX\0\0\0\0\0\0\0\0', 'MODALITY \0\0\0\0\0\0\0'],
    ['what stood in the memory behind a NUL', 'LUMENBOX\0ANY-SCP', 'MODALITY\0Y-SCP\0\0'],
  ])('is taken with titles that are filled with %s', (_, called, calling) => {
    const bytes = bytesOf([...requestBytes.subarray(0, 10)], called, calling, [...requestBytes.subarray(42)]);
    expect(decoded(bytes)).toMatchObject({ calledAeTitle: 'LUMENBOX', callingAeTitle: 'MODALITY' });
  });

  it.each([
    ['an item that is longer than its PDU', [...requestBytes.subarray(0, 74), 0x20, 0, 0xff, 0xff, 1]],
    ['an even context id', [...requestBytes.subarray(0, 74), 0x20, 0, 0, 4, 2, 0, 0, 0]],
    ['a PDU that ends within its head', [...requestBytes.subarray(0, 40)]],
    [
      'more than 128 contexts',
      [
        ...requestBytes.subarray(0, 74),
        ...Array.from({ length: 129 }, () => [0x20, 0, 0, 4, 1, 0, 0, 0]).flat(),
      ],
    ],
    [
      'a UID of 200 characters',
      [...requestBytes.subarray(0, 74), 0x10, 0, 0, 200, ...Array.from<number>({ length: 200 }).fill(0x31)],
    ],
  ])('is refused: %s', (_, bytes) => {
    expect(() => decoded(Uint8Array.from(bytes))).toThrow(PduError);
  });

  it('is a PDU or a named error, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 255 }), fc.uint8Array({ maxLength: 400 }), (type, body) => {
        try {
          decodePdu(type, body);
        } catch (error) {
          expect(error).toBeInstanceOf(PduError);
        }
      }),
    );
  });
});

describe('there and back', () => {
  const uid = fc.stringMatching(/^[0-9.]{1,64}$/);
  const title = fc.stringMatching(/^[A-Z0-9_]{1,16}$/);
  const octets = fc.uint8Array({ maxLength: 40 });
  const roles = fc.array(fc.record({ sopClassUid: uid, scu: fc.boolean(), scp: fc.boolean() }), {
    maxLength: 4,
  });
  it('every A-ASSOCIATE-RQ is the same', () => {
    const made = fc.record({
      called: title,
      calling: title,
      pduLengthMax: fc.nat(),
      roles,
      extended: octets,
      contexts: fc.array(
        fc.record({
          id: fc.nat({ max: 127 }).map((half) => 2 * half + 1),
          abstractSyntax: uid,
          transferSyntaxes: fc.array(uid, { minLength: 1, maxLength: 5 }),
        }),
        { maxLength: 20 },
      ),
    });
    fc.assert(
      fc.property(made, ({ called, calling, contexts, pduLengthMax, roles: chosen, extended }) => {
        const pdu: AssociateRequest = {
          ...request,
          calledAeTitle: called,
          callingAeTitle: calling,
          contexts,
          userInformation: {
            ...information,
            pduLengthMax,
            roles: chosen,
            extendedNegotiations: [{ sopClassUid: '1.2', information: extended }],
          },
        };
        expect(decoded(encodePdu(pdu))).toEqual(pdu);
      }),
    );
  });
});
