// Text of data sets: character sets, person names, and the folded form for search. What other folders may use.
export { knownCharacterSets, normaliseCharacterSets } from './defined-terms.ts';
export { foldText } from './folding.ts';
export { formatPersonName, type PersonName, type PersonNameGroup, parsePersonName } from './person-name.ts';
export { decodeText } from './text-decoding.ts';
export { encodeText } from './text-encoding.ts';
export { splitValues } from './value-splitting.ts';
