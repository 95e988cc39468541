/** The picture of an auction in a box of fixed shape, with a drawn stand-in where there is none or it fails. */
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "./icon.js";

/** @typedef {{url: string, mediumUrl?: string, thumbnailUrl: string, width: number, height: number}} Image */

/**
 * @param {{id: number, images?: Image[]}} auction
 * @param {object} [options]
 * @param {number} [options.index]
 * @param {string} [options.sizes] how wide it is shown, as of the attribute of that name
 * @param {boolean} [options.isEager] it is in sight at once
 * @param {string|(() => string)} [options.alt] empty where the text beside it tells the same
 */
export function picture(auction, { index = 0, sizes = "320px", isEager = false, alt = "" } = {}) {
  const box = h("div", { class: "picture" });
  const image = auction.images?.[index];
  if (!image) {
    box.append(standIn(auction));
    return box;
  }
  const element = h("img", {
    class: "picture__image", alt, loading: isEager ? "eager" : "lazy", decoding: "async",
    sizes, srcset: sourceSet(image), src: image.mediumUrl ?? image.thumbnailUrl, width: image.width, height: image.height,
    onerror: () => element.replaceWith(standIn(auction)),
  });
  box.append(element);
  return box;
}

/** The longer side of each size that the server keeps; smaller pictures are not made larger. */
function sourceSet({ url, mediumUrl, thumbnailUrl, width, height }) {
  if (url === thumbnailUrl) return null;
  const widthAt = (longest) => Math.round(width * Math.min(1, longest / Math.max(width, height)));
  const sources = new Map([[widthAt(320), thumbnailUrl]]);
  if (mediumUrl) sources.set(widthAt(800), mediumUrl);
  sources.set(width, url);
  return [...sources].map(([pixels, address]) => `${address} ${pixels}w`).join(", ");
}

function standIn(auction) {
  const element = h("div", { class: "picture__stand-in", role: "img", "aria-label": () => t("auction.noPicture") }, icon("hand"));
  element.style.setProperty("--hue", String(Math.round((auction.id * 137.5) % 360)));
  return element;
}
