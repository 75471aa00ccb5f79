// SPDX-License-Identifier: Apache-2.0
// A Rive file without a drawing, made by hand: an artboard whose state machine has inputs. The format:
// https://rive.app/docs/runtimes/advanced-topic/format. Keys are those of the open runtime.

const BACKBOARD = 23;
const ARTBOARD = 1;
const STATE_MACHINE = 53;
const LAYER = 57;
const STATES = [62, 63, 64]; // any, entry, exit
const KINDS = { number: 56, trigger: 58, boolean: 59 };
const NAME = 4;
const WIDTH = 7;
const HEIGHT = 8;
const ANIMATION_NAME = 55;
const MACHINE_PART_NAME = 138;

/** @param inputs by name: number, boolean or trigger */
export function riv(inputs) {
  return Buffer.concat([
    Buffer.from('RIVE'), whole(7), whole(0), whole(0), whole(0), // version 7.0, no file id, no table of unknown keys
    object(BACKBOARD),
    object(ARTBOARD, [NAME, text('Face')], [WIDTH, single(100)], [HEIGHT, single(100)]),
    object(STATE_MACHINE, [ANIMATION_NAME, text('Talk')]),
    ...Object.entries(inputs).map(([name, kind]) => object(KINDS[kind], [MACHINE_PART_NAME, text(name)])),
    object(LAYER, [MACHINE_PART_NAME, text('Layer')]),
    ...STATES.map((state) => object(state)),
  ]);
}

function object(type, ...properties) {
  return Buffer.concat([whole(type), ...properties.flatMap(([key, value]) => [whole(key), value]), whole(0)]);
}

/** Seven bits a byte, the lowest first. */
function whole(value) {
  const bytes = [];
  for (; value > 0x7f; value >>>= 7) {
    bytes.push((value & 0x7f) | 0x80);
  }
  return Buffer.from([...bytes, value]);
}

function single(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

function text(value) {
  return Buffer.concat([whole(Buffer.byteLength(value)), Buffer.from(value)]);
}
