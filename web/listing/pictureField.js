/**
 * The pictures of a listing, the first of which is its cover, or of a message. Files are dropped, pasted or chosen, and
 * sent at once; their order is changed by dragging or by buttons. Stands among the fields of a form.
 */
import { announce } from "../announce.js";
import { h, refresh } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../components/icon.js";
import { fieldProblem, problemText } from "../forms/problems.js";
import { draggedOrder } from "./draggedOrder.js";
import { fileProblem, filesOf, types } from "./files.js";
import { pictureTile } from "./pictureTile.js";
import { Uploads } from "./uploads.js";

const mostOfAuction = 10;

/**
 * @typedef {{preview: string, state: "sending"|"done"|"failed", part: number, image: object|null, file: File|null,
 *   problem: (() => string)|null, abort: AbortController, tile: {element: HTMLElement, update: () => void}}} Entry
 */
export class PictureField {
  name = "imageIds";
  /** @type {Entry[]} */ #entries = [];
  #uploads = new Uploads();
  /** @type {(() => string)|null} */ #problem = null;
  #onchange;
  #most;
  #files;
  #waiting = []; // for the end of a transfer
  #tiles = h("ul", { class: "tiles", "aria-label": () => t("pictures.title") });

  /**
   * @param {() => void} onchange after something about the pictures changed
   * @param {{most?: number}} [options]
   */
  constructor(onchange, { most = mostOfAuction } = {}) {
    this.#onchange = onchange;
    this.#most = most;
    const files = this.#files = h("input", {
      type: "file", accept: types.join(","), multiple: true, hidden: true, tabindex: "-1", "aria-hidden": "true",
      onchange: () => {
        this.add(filesOf(files));
        files.value = ""; // so that the same file can be chosen again
      },
    });
    this.input = h("button", {
      class: "drop", type: "button", id: "pictures", "aria-describedby": "imageIds-hint imageIds-error",
      ".hidden": () => this.#entries.length >= most, onclick: () => this.choose(),
    }, icon("camera"),
      h("span", { text: () => t("pictures.add") }),
      h("span", { class: "drop__count", text: () => t("pictures.count", { count: this.#entries.length, most }) }));
    this.element = h("fieldset", { class: "field pictures" },
      h("legend", { text: () => t("pictures.title") }),
      h("div", { class: "pictures__row" }, this.input, this.#tiles, files),
      h("p", { class: "field__hint", id: "imageIds-hint", text: () => t("pictures.hint") }),
      h("p", { class: "field__error", id: "imageIds-error", role: "alert", text: () => this.#problem?.() ?? "" }));
    draggedOrder(this.#tiles, (from, to) => this.#move(this.#entries[from], to - from));
    this.#takeDrops();
  }

  get isWrong() {
    return this.#problem !== null;
  }

  /** The pictures that have arrived, in order. */
  get images() {
    return this.#entries.filter(({ state }) => state === "done").map(({ image }) => image);
  }

  get isSending() {
    return this.#entries.some(({ state }) => state === "sending");
  }

  get isEmpty() {
    return this.#entries.length === 0;
  }

  /** Lets the reader choose files. */
  choose() {
    this.#files.click();
  }

  /** Takes all away. */
  clear() {
    this.dispose();
    this.#entries = [];
    this.#tiles.replaceChildren();
    this.show(null);
    this.#update();
  }

  /** @param {object[]} images that the server has */
  fill(images) {
    for (const image of images) this.#append({ preview: image.thumbnailUrl, state: "done", image });
    this.#update();
  }

  /** @param {File[]} files */
  add(files) {
    this.show(null);
    const problems = files.map(fileProblem).filter(Boolean);
    const good = files.filter((file) => !fileProblem(file));
    const room = this.#most - this.#entries.length;
    if (good.length > room) problems.push(() => t("pictures.tooMany", { most: this.#most }));
    for (const file of good.slice(0, room)) {
      this.#send(this.#append({ preview: URL.createObjectURL(file), state: "sending", file }));
    }
    if (problems.length) this.show(() => problems.map((text) => text()).join(" "));
    this.#update();
  }

  validate() {
    const failed = this.#entries.some(({ state }) => state === "failed");
    this.show(failed ? () => t("pictures.failed") : null);
  }

  /** @returns {Promise<boolean>} once nothing is on its way any more: whether all have arrived */
  async arrived() {
    while (this.isSending) await new Promise((resolve) => this.#waiting.push(resolve));
    this.validate();
    return !this.isWrong;
  }

  show(problem) {
    this.#problem = problem;
    refresh(this.element);
  }

  dispose() {
    for (const entry of this.#entries) this.#forget(entry);
  }

  #append(values) {
    const entry = { part: 0, image: null, file: null, problem: null, abort: new AbortController(), ...values };
    entry.tile = pictureTile(entry, {
      index: () => Math.max(0, this.#entries.indexOf(entry)), count: () => this.#entries.length,
      acts: {
        move: (step) => this.#move(entry, step),
        remove: () => this.#remove(entry),
        retry: () => this.#send(entry),
      },
    });
    this.#entries.push(entry);
    this.#tiles.append(entry.tile.element);
    return entry;
  }

  async #send(entry) {
    Object.assign(entry, { state: "sending", part: 0, problem: null });
    if (this.#problem) this.show(null);
    entry.tile.update();
    try {
      const onprogress = (part) => {
        entry.part = part;
        entry.tile.update();
      };
      const image = await this.#uploads.send(entry.file, { onprogress, signal: entry.abort.signal });
      Object.assign(entry, { state: "done", image });
    } catch (error) {
      if (entry.abort.signal.aborted) return;
      const [field] = error.fields ?? [];
      Object.assign(entry, { state: "failed", problem: field ? fieldProblem(field) : () => problemText(error) });
      announce(entry.problem());
    }
    this.#update();
    if (!this.isSending && this.images.length === this.#entries.length) {
      announce(t("pictures.done", { count: this.images.length }));
    }
  }

  #move(entry, step) {
    const from = this.#entries.indexOf(entry);
    const to = from + step;
    if (step === 0 || !this.#entries[to]) return;
    const focused = document.activeElement;
    this.#entries.splice(from, 1);
    this.#entries.splice(to, 0, entry);
    this.#tiles.replaceChildren(...this.#entries.map(({ tile }) => tile.element));
    if (this.#tiles.contains(focused)) focused.focus(); // moved elements lose it
    announce(t("pictures.moved", { number: to + 1, count: this.#entries.length }));
    this.#update();
  }

  #remove(entry) {
    const index = this.#entries.indexOf(entry);
    this.#forget(entry);
    this.#entries.splice(index, 1);
    entry.tile.element.remove();
    announce(t("pictures.removed"));
    this.#update();
    const near = this.#entries[Math.min(index, this.#entries.length - 1)];
    (near?.tile.element.querySelector(".tile__remove button") ?? this.input).focus();
    if (this.#problem) this.show(null);
  }

  #forget(entry) {
    entry.abort.abort();
    if (entry.file) URL.revokeObjectURL(entry.preview);
  }

  #update() {
    refresh(this.element);
    this.#onchange();
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #takeDrops() {
    const isFile = ({ dataTransfer }) => [...(dataTransfer?.types ?? [])].includes("Files");
    const over = (event, isOver) => {
      if (!isFile(event)) return;
      event.preventDefault();
      this.element.toggleAttribute("data-over", isOver);
    };
    this.element.addEventListener("dragenter", (event) => over(event, true));
    this.element.addEventListener("dragover", (event) => over(event, true));
    this.element.addEventListener("dragleave", (event) => over(event, this.element.contains(event.relatedTarget)));
    this.element.addEventListener("drop", (event) => {
      if (!isFile(event)) return;
      over(event, false);
      this.add(filesOf(event.dataTransfer));
    });
  }
}
