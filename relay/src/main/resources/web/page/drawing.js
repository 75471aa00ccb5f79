// SPDX-License-Identifier: Apache-2.0
// The parts of the face that are drawn once. What moves is handed back by name.
const SVG = 'http://www.w3.org/2000/svg';
let faces = 0;

/** @returns the parts that move: each has `set(attributes)`, which writes only what has changed */
export function drawing(svg) {
  svg.setAttribute('viewBox', '-200 -215 400 430');
  svg.setAttribute('preserveAspectRatio', 'xMidYMax meet'); // shoulders on the edge
  const head = group('head');
  const behind = group('behind', shape('hair', HAIR_BEHIND));
  const skin = shape('skin', '');
  const shade = shape('shade', 'M -92 92 C -60 150 60 150 92 92 C 70 172 -70 172 -92 92 Z');
  const features = group('features');
  const fringe = group('fringe', shape('hair', HAIR_FRONT), shape('gloss', HAIR_GLOSS));
  const { mouth, ...face } = fill(features, `face-${faces++}`);
  head.append(behind, ear(-1), ear(1), skin, shade, features, fringe);
  svg.replaceChildren(
    gradients(),
    shape('neck', NECK),
    shape('neck-shade', NECK_SHADE),
    shape('shirt', SHIRT),
    shape('collar', COLLAR),
    head,
  );
  const moving = { head, behind, skin, shade, features, fringe, ...face };
  return { ...wrapped(moving), left: wrapped(face.left), right: wrapped(face.right), mouth: wrapped(mouth) };
}

const HAIR_BEHIND =
  'M 2 -192 C -84 -196 -150 -142 -156 -52 C -160 4 -158 62 -138 102 C -128 122 -98 126 -84 112 C -96 90 -100 60 -100 30' +
  ' L 100 30 C 100 60 96 90 84 112 C 98 126 128 122 138 102 C 160 62 164 4 158 -52 C 150 -142 84 -190 2 -192 Z';
const HAIR_FRONT =
  'M -132 22 C -150 -52 -134 -130 -66 -166 C -6 -192 92 -180 122 -116 C 138 -82 142 -34 130 22' +
  ' C 126 -18 116 -56 96 -86 C 56 -84 0 -96 -34 -134 C -48 -112 -78 -92 -104 -84 C -118 -58 -128 -22 -132 22 Z';
const HAIR_GLOSS =
  'M -104 -98 C -84 -136 -40 -158 2 -158 C -34 -148 -70 -130 -92 -92 Z' +
  ' M 34 -156 C 74 -150 102 -124 112 -92 C 92 -118 66 -134 30 -142 Z';
const NECK = 'M -46 90 L -47 146 C -50 158 -58 163 -66 166 C -54 206 54 206 66 166 C 58 163 50 158 47 146 L 46 90 Z';
const NECK_SHADE =
  'M -46 112 C -24 172 24 172 46 112 L 47 146 C 47 150 46 154 45 157 C 18 190 -18 190 -45 157 C -46 154 -47 150 -47 146 Z';
const SHIRT =
  'M -190 220 C -186 192 -150 178 -108 170 C -92 167 -78 165 -64 161 C -54 206 54 206 64 161' +
  ' C 78 165 92 167 108 170 C 150 178 186 192 190 220 Z';
const COLLAR = 'M -64 161 C -54 204 54 204 64 161';
const BROW = 'M -30 1 C -31 -5 -24 -7 -16 -8 C 2 -11 20 -7 33 5 C 17 -2 0 -3 -16 0 C -24 2 -29 5 -30 1 Z';
const NOSE = 'M -17 34 C -15 42 -8 40 -5 43 C -2 46 2 46 5 43 C 8 40 15 42 17 34';

/** Which gradient a shape is filled with, by its class. */
const LIGHTS = {
  skin: 'skin', ear: 'skin', neck: 'neck', hair: 'hair', iris: 'iris', inside: 'inside', blush: 'blush', tongue: 'tongue',
  shirt: 'shirt',
};

function fill(features, id) {
  const left = eye(-1, `${id}-left`);
  const right = eye(1, `${id}-right`);
  const brows = group('brows', brow(-1), brow(1));
  const chin = shape('chin', 'M -22 130 C -10 137 10 137 22 130');
  const folds = shape('fold', '');
  const mouth = {
    inside: shape('inside', ''),
    clip: shape('', ''),
    upperTeeth: shape('teeth', ''),
    lowerTeeth: shape('teeth low', ''),
    tongue: shape('tongue', ''),
    upperLip: shape('lip upper', ''),
    lowerLip: shape('lip lower', ''),
    shine: shape('shine', ''),
    tip: shape('tip', ''),
    seam: shape('seam', ''),
  };
  const clip = node('clipPath', { id: `${id}-mouth` }, mouth.clip);
  const within = node(
    'g',
    { 'clip-path': `url(#${id}-mouth)` },
    mouth.tongue,
    mouth.upperTeeth,
    mouth.lowerTeeth,
    node('path', { class: 'depth', d: 'M -80 -22 H 80 V -12 C 40 -5 -40 -5 -80 -12 Z' }),
  );
  const lips = node(
    'g',
    { transform: 'translate(0 84) scale(1.22)' },
    clip,
    mouth.inside,
    within,
    mouth.upperLip,
    mouth.lowerLip,
    mouth.shine,
    mouth.seam,
    mouth.tip,
  );
  features.append(
    blush(-1),
    blush(1),
    left.whole,
    right.whole,
    brows,
    shape('nose', NOSE),
    shape('nose-light', 'M 0 -22 C 1 0 1 12 2 26'),
    chin,
    folds,
    lips,
  );
  return { left: left.parts, right: right.parts, brows, chin, folds, mouth };
}

function eye(side, id) {
  const clip = shape('', '');
  const iris = node(
    'g',
    {},
    circle('iris', 13.5),
    circle('ring', 13),
    circle('pupil', 6.2),
    circle('spark', 3.6, 4.5, -5),
    circle('spark small', 1.8, -4.5, 5),
  );
  const white = shape('white', '');
  const lash = shape('lash', '');
  const whole = node(
    'g',
    { transform: `translate(${56 * side} -24) scale(${-1.22 * side} 1.22)` },
    node('clipPath', { id }, clip),
    white,
    node(
      'g',
      { 'clip-path': `url(#${id})` },
      iris,
      node('path', { class: 'lid-shade', d: 'M -30 -24 H 30 V -8 C 10 -16 -12 -14 -30 0 Z' }),
    ),
    lash,
    shape('crease', 'M -24 -11 C -14 -23 12 -24 25 -12'),
  );
  return { whole, parts: { clip, white, iris, lash } };
}

function brow(side) {
  return node('g', { transform: `translate(${58 * side} -74) scale(${side} 1)` }, shape('brow', BROW));
}

function ear(side) {
  return node(
    'g',
    { transform: `translate(${side * 126} -12) scale(${side} 1)` },
    shape('ear', 'M -10 -26 C 6 -40 26 -28 22 -2 C 20 20 8 40 -6 34 Z'),
    shape('ear-fold', 'M 0 -18 C 12 -22 16 -6 8 6 C 4 14 4 20 0 22'),
  );
}

function blush(side) {
  return node('ellipse', { class: 'blush', ...painted('blush'), cx: side * 84, cy: 40, rx: 34, ry: 24 });
}

function gradients() {
  const stops = (id, ...colours) =>
    node(
      'radialGradient',
      { id, cx: '0.5', cy: '0.38', r: '0.75' },
      ...colours.map(([offset, name]) => node('stop', { offset, class: name })),
    );
  return node(
    'defs',
    {},
    stops('skin-light', ['0', 'skin-0'], ['0.62', 'skin-1'], ['1', 'skin-2']),
    stops('hair-light', ['0', 'hair-0'], ['1', 'hair-1']),
    stops('iris-light', ['0.1', 'iris-0'], ['0.7', 'iris-1']),
    stops('inside-light', ['0', 'inside-0'], ['1', 'inside-1']),
    stops('blush-light', ['0', 'blush-0'], ['0.62', 'blush-1']),
    stops('tongue-light', ['0.3', 'tongue-0'], ['1', 'tongue-1']),
    stops('neck-light', ['0', 'skin-2'], ['1', 'skin-2']),
    stops('shirt-light', ['0', 'shirt-0'], ['1', 'shirt-1']),
  );
}

function circle(name, r, cx = 0, cy = 0) {
  return node('circle', { class: name, r, cx, cy, ...painted(name) });
}

function shape(name, d) {
  return node('path', { class: name, d, ...painted(name) });
}

/** A gradient is named here, not in the style sheet: there its address would be the sheet's. */
function painted(name) {
  const light = LIGHTS[name.split(' ')[0]];
  return light ? { fill: `url(#${light}-light)` } : {};
}

function group(name, ...children) {
  return node('g', { class: name }, ...children);
}

function node(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  made.append(...children);
  return made;
}

/** Nodes by name as parts that move. */
function wrapped(nodes) {
  return Object.fromEntries(
    Object.entries(nodes)
      .filter(([, part]) => part instanceof Element)
      .map(([name, part]) => [name, moving(part)]),
  );
}

function moving(element) {
  const written = {};
  return {
    set(attributes) {
      for (const name in attributes) {
        if (written[name] !== attributes[name]) {
          written[name] = attributes[name];
          element.setAttribute(name, attributes[name]);
        }
      }
    },
  };
}
