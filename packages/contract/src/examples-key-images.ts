// Examples of the operations on key images. Nobody's images.
import type { Examples } from './examples.ts';

const images = [{ sop_instance_uid: '2.25.191475420341632862091386126131128393617', frame_number: 1 }];
const version = '2.25.64362841903746182736455463728191736455';
const others = [
  {
    sop_instance_uid: '2.25.191475420341632862091386126131128393618',
    frame_number: null,
    title: 'For Teaching',
    description: null,
  },
];

export const keyImageExamples: Examples<'listKeyImages' | 'saveKeyImages'> = {
  listKeyImages: { request: {}, answer: { data: { version, images, others } } },
  saveKeyImages: { request: { version: null, images }, answer: { data: { version, images, others } } },
};
