/** A row of blocks as the layers that it is made of, as `cnnbook.blocks` makes them. */

/**
 * @typedef {any} Layer a row of one layer, with its options
 * @typedef {{body: Layer[], past: Layer[], after: Layer[]}} Block the layers that go round, those past them, those behind the sum
 */

const NORM = { kind: "BatchNorm2d" };
const RELU = { kind: "ReLU" };
const RELU6 = { kind: "ReLU6" };

function conv(filters, kernel, stride = 1, groups = 1) {
  return { kind: "Conv2d", out_channels: filters, kernel_size: kernel, stride, padding: (kernel - 1) / 2, groups, bias: false };
}

/* The body of a block for so many channels that come in, so many that go out, and a stride. */
const BODIES = {
  BasicBlock: (_, after, stride) => [conv(after, 3, stride), NORM, RELU, conv(after, 3), NORM],
  Bottleneck: (_, after, stride) => {
    const narrow = Math.floor(after / 4);
    return [conv(narrow, 1), NORM, RELU, conv(narrow, 3, stride), NORM, RELU, conv(after, 1), NORM];
  },
  InvertedResidual: (before, after, stride, times) => {
    const widen = times > 1 ? [conv(before * times, 1), NORM, RELU6] : [];
    return [...widen, conv(before * times, 3, stride, before * times), NORM, RELU6, conv(after, 1), NORM];
  },
};

/** Is this row one of blocks? @param {string} kind */
export const hasBlocks = (kind) => kind in BODIES;

/** The blocks of a row, of which the first may change the shape. @param {any} row @param {number} channels that come in @returns {Block[]} */
export function blocksIn({ kind, out_channels: after, blocks, stride, expand_ratio: times }, channels) {
  return Array.from({ length: blocks }, (_, i) => {
    const [before, step] = i ? [after, 1] : [channels, stride];
    const body = BODIES[kind](before, after, step, times);
    if (kind === "InvertedResidual") return { body, past: [], after: [] };
    const changes = step > 1 || before !== after;
    return { body, past: changes ? [conv(after, 1, step), NORM] : [], after: [RELU] };
  });
}
