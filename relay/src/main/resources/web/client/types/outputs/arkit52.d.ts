/** @type {import('../outputs.js').Table} */
declare const _default: import("../outputs.js").Table;
export default _default;
