/** The form of a listing: for a new one, and to change one that has not started. */
import { categories } from "../categories.js";
import { h, refresh } from "../dom.js";
import { duration } from "../format.js";
import { locale, t } from "../i18n.js";
import { Form } from "../forms/form.js";
import { textInput } from "../forms/field.js";
import { problemText } from "../forms/problems.js";
import { choiceField } from "./choiceField.js";
import { PictureField } from "./pictureField.js";
import { priceField } from "./priceField.js";
import { StartField } from "./startField.js";
import { textField } from "./textField.js";

// The server's limits; it has the last word.
const titleLength = [2, 100];
const descriptionLength = [0, 5_000];
const minutes = [5, 10, 20, 30, 60, 120, 360, 720, 1_440, 2_880, 4_320, 7_200, 10_080];
const usualMinutes = 20;
const softCloses = [0, 10, 30, 60, 180]; // s
const usualSoftClose = 10;

/**
 * What the form holds; `startsAt` null is now.
 * @typedef {{title: string, description: string, category: string, startPrice: number|null, estimate: number|null,
 *   startsAt: string|null, durationMinutes: number, softCloseSeconds: number|null, images: object[]}} Values
 */

/**
 * @param {object} options
 * @param {string} options.submit key
 * @param {(values: Values) => Promise<void>} options.send rejects with `ApiError`
 * @param {(values: Values) => void} [options.onchange]
 * @param {(error: import("../http.js").ApiError, form: Form) => boolean} [options.place] as of `Form`
 */
export function listingForm({ submit, send, onchange = () => {}, place }) {
  const changed = () => onchange(values());
  const pictures = new PictureField(() => changed());
  const title = textField({
    name: "title", label: "sell.name", length: titleLength,
    input: textInput({ autocomplete: "off", autocapitalize: "sentences", spellcheck: "true", placeholder: () => t("sell.namePlaceholder") }),
  });
  const description = textField({
    name: "description", label: "sell.description", length: descriptionLength, hintKey: "sell.descriptionHint",
    input: h("textarea", { rows: 6 }),
  });
  const category = choiceField({ name: "category", label: "sell.category", choices: [choice("", () => t("sell.chooseCategory"))] });
  const startPrice = priceField({ name: "startPrice", label: "sell.startPrice" });
  const estimate = priceField({ name: "estimate", label: "sell.estimate", hintKey: "sell.estimateHint", isOptional: true });
  const start = new StartField();
  const length = choiceField({
    name: "durationMinutes", label: "sell.duration", value: String(usualMinutes), choices: minutes.map(minutesChoice),
  });
  const softClose = choiceField({
    name: "softCloseSeconds", label: "sell.softClose", hintKey: "sell.softCloseHint", value: String(usualSoftClose), isOptional: true,
    choices: softCloses.map((seconds) => choice(String(seconds), () => (seconds ? duration(seconds * 1000) : t("sell.softCloseOff")))),
  });

  const form = new Form({
    fields: [pictures, title, description, category, startPrice, estimate, start, length, softClose],
    submit, busy: "sell.sending", place,
    async send() {
      if (await pictures.arrived()) await send(values());
      else pictures.input.focus();
    },
  });
  form.element.addEventListener("input", changed);
  form.element.addEventListener("change", changed);

  categories().then((items) => {
    const wanted = category.wanted ?? category.value;
    category.add(items.map((item) => choice(item.id, () => item[locale()] ?? item.ko)), wanted);
  }).catch((error) => form.tell(() => problemText(error)));

  function values() {
    return {
      title: title.value.trim(), description: description.value.trim(), category: category.value || (category.wanted ?? ""),
      startPrice: startPrice.amount, estimate: estimate.amount, startsAt: start.time,
      durationMinutes: Number(length.value), softCloseSeconds: softClose.value === "" ? null : Number(softClose.value),
      images: pictures.images,
    };
  }

  return {
    element: form.element,
    pictures,
    tell: form.tell.bind(form),
    /** @param {Values} values */
    fill(values) {
      title.fill(values.title);
      description.fill(values.description);
      category.wanted = values.category; // the choices may still be on their way
      category.input.value = values.category;
      startPrice.amount = values.startPrice;
      estimate.amount = values.estimate;
      start.time = values.startsAt;
      if (!minutes.includes(values.durationMinutes)) length.add([minutesChoice(values.durationMinutes)]);
      length.input.value = String(values.durationMinutes);
      if (values.softCloseSeconds === null) softClose.add([choice("", () => t("sell.unchanged"))], "");
      else softClose.input.value = String(values.softCloseSeconds);
      pictures.fill(values.images);
      refresh(form.element);
    },
    dispose() {
      form.dispose();
      pictures.dispose();
    },
  };
}

function choice(value, text) {
  return { value, text };
}

function minutesChoice(count) {
  const text = () => (count % 1_440 === 0 ? t("time.days", { count: count / 1_440 }) : duration(count * 60_000));
  return choice(String(count), text);
}
