/** When it starts: now, or at a time of the next 30 days. Stands among the fields of a form. */
import { clock } from "../clock.js";
import { h, refresh } from "../dom.js";
import { t } from "../i18n.js";
import { Field, hint } from "../forms/field.js";

const furthest = 30 * 24 * 3_600_000; // ms, the server's limit
const step = 5 * 60_000; // ms; what is offered first is the next full five minutes that lie well ahead

export class StartField {
  name = "startsAt";
  #field;
  #later;
  #now;

  constructor() {
    const radio = (value) => h("input", { type: "radio", name: "start", value, onchange: () => this.#chosen() });
    [this.#now, this.#later] = [radio("now"), radio("later")];
    this.#now.checked = true;
    const input = h("input", {
      type: "datetime-local", min: () => localText(clock.now()), max: () => localText(clock.now() + furthest),
    });
    this.#field = new Field({
      name: this.name, label: "sell.startsAt", input, hint: hint(() => t("sell.startsAtHint")),
      check: () => this.#check(),
    });
    const place = h("div", { ".hidden": () => this.isNow }, this.#field.element);
    this.element = h("fieldset", { class: "field start" },
      h("legend", { text: () => t("sell.start") }),
      h("div", { class: "choices" },
        h("label", {}, this.#now, h("span", { text: () => t("sell.startNow") })),
        h("label", {}, this.#later, h("span", { text: () => t("sell.startLater") }))),
      place);
  }

  get input() {
    return this.isNow ? this.#now : this.#field.input;
  }

  get isNow() {
    return this.#now.checked;
  }

  /** RFC 3339 in UTC; null for now. */
  get time() {
    return this.isNow || !this.#field.value ? null : new Date(this.#field.value).toISOString();
  }

  /** @param {string|null} time null for now */
  set time(time) {
    this.#now.checked = time === null;
    this.#later.checked = time !== null;
    this.#field.input.value = time === null ? "" : localText(Date.parse(time));
    refresh(this.element);
  }

  get isWrong() {
    return !this.isNow && this.#field.isWrong;
  }

  validate() {
    if (this.isNow) this.#field.show(null);
    else this.#field.validate();
  }

  show(problem) {
    if (problem) this.#later.checked = true;
    this.#field.show(problem);
    refresh(this.element);
  }

  #chosen() {
    if (!this.isNow && !this.#field.value) {
      this.#field.input.value = localText(Math.ceil((clock.now() + 2 * step) / step) * step);
    }
    this.#field.show(null);
    refresh(this.element);
  }

  #check() {
    const ahead = Date.parse(this.time) - clock.now();
    if (ahead < 0) return () => t("field.startsAt.past");
    return ahead > furthest ? () => t("field.startsAt.range") : null;
  }
}

/** `2026-11-23T14:05` by the device's time zone, as the field wants it. */
function localText(time) {
  const date = new Date(time);
  return new Date(time - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
