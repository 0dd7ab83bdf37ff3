// Private elements that are known to carry no identity (PS3.15 E.3.10). Of that section's table only the numbers and
// codes whose VR is certain: its texts, its opaque bytes and its sequences are removed like all other private elements.
import type { VR } from '../dictionary/value-representations.ts';

// creator|group|element:VR,…
const lines = `Philips PET Private Group|7053|00:DS,09:DS
Philips MR Imaging DD 001|2005|0D:FL,0E:FL
Philips Imaging DD 001|2001|03:FL,04:CS
SIEMENS MR HEADER|0019|0C:IS,0D:CS,0E:FD,27:FD
ELSCINT1|00E1|21:DS
ELSCINT1|01E1|26:CS,50:DS
ELSCINT1|01F1|01:CS,07:DS,26:DS,27:DS
GEMS_ACQU_01|0019|23:DS,24:DS,27:DS
GEMS_SERS_01|0025|07:SL
GEMS_PARM_01|0043|27:SH,39:IS,6F:DS
GEMS_HELIOS_01|0045|01:SS,02:FL
GEIIS PACS|0903|10:US,11:US,12:US`;

let safeVrs: ReadonlyMap<string, VR> | undefined;

/**
 * The VR of a safe private element; `undefined` when it is none.
 *
 * @param creator the private creator's value, without padding
 * @param element the last two digits of the element's number: its place in the block
 */
export function safePrivateVr(creator: string, group: number, element: number): VR | undefined {
  safeVrs ??= read();
  return safeVrs.get(keyOf(creator, group, element));
}

function keyOf(creator: string, group: number, element: number): string {
  return `${creator}|${group}|${element}`;
}

function read(): Map<string, VR> {
  return new Map(
    lines.split('\n').flatMap((line) => {
      const [creator = '', group = '', elements = ''] = line.split('|');
      return elements.split(',').map((entry): [string, VR] => {
        const [element = '', vr = ''] = entry.split(':');
        return [keyOf(creator, Number.parseInt(group, 16), Number.parseInt(element, 16)), vr as VR];
      });
    }),
  );
}
