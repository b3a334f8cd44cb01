/** Colour scales: greys as figures have them, other colours in steps that are even to the eye (mixed in OKLab); a sign does not rest on colour alone. */
import { clamp } from "../maths/scalars.js";

const toLinear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const toGamma = (c) => (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055);

/* Björn Ottosson, "A perceptual color space for image processing", 2020. */
function toLab([red, green, blue]) {
  const [r, g, b] = [red, green, blue].map((c) => toLinear(c / 255));
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromLab([light, a, b]) {
  const l = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (light - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map((c) => Math.round(255 * clamp(toGamma(Math.max(0, c)), 0, 1)));
}

/** 256 colours evenly spaced between the given ones. */
function ramp(anchors) {
  const labs = anchors.map(toLab);
  return Array.from({ length: 256 }, (_, i) => {
    const place = (i / 255) * (labs.length - 1);
    const from = Math.min(Math.floor(place), labs.length - 2);
    return fromLab(labs[from].map((v, k) => v + (labs[from + 1][k] - v) * (place - from)));
  });
}

const GREY = Array.from({ length: 256 }, (_, i) => [i, i, i]);
const SIGNED = ramp([[5, 72, 140], [97, 158, 206], [245, 245, 242], [230, 132, 88], [148, 33, 12]]);
const WEIGHT = ramp([[96, 60, 6], [196, 152, 84], [245, 245, 242], [96, 180, 160], [0, 82, 72]]);

/**
 * A colour for each value: dark to bright where nothing is negative, blue–white–red around zero where
 * something is.
 *
 * @param {[number, number]} range smallest and largest value
 * @param {"data" | "weight"} [kind] weights are brown–green, always around zero
 */
export function colourScale([low, high], kind = "data") {
  const signed = kind === "weight" || low < 0;
  const reach = Math.max(Math.abs(low), Math.abs(high)) || 1;
  const [from, to] = signed ? [-reach, reach] : [0, Math.max(high, 1e-12)];
  const colours = kind === "weight" ? WEIGHT : signed ? SIGNED : GREY;
  const colour = (/** @type {number} */ value) => {
    const place = Number.isFinite(value) ? (value - from) / (to - from) : 0.5;
    return colours[Math.round(255 * clamp(place, 0, 1))];
  };
  return { colour, css: (/** @type {number} */ value) => `rgb(${colour(value).join(" ")})`, from, to, signed };
}

/** Black or white, whichever reads better on the colour. @param {number[]} colour */
export function inkOn([red, green, blue]) {
  const luminance =
    0.2126 * toLinear(red / 255) + 0.7152 * toLinear(green / 255) + 0.0722 * toLinear(blue / 255);
  return luminance > 0.179 ? "#000" : "#fff";
}
