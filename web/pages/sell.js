/** A seller opens an auction. */
import { api } from "../api.js";
import { clock } from "../clock.js";
import { h, refresh } from "../dom.js";
import { errorText, locale, t } from "../i18n.js";
import { session } from "../session.js";
import { uuid } from "../uuid.js";
import { amountOf, moneyField } from "../components/moneyField.js";
import { guarded } from "../accounts/guarded.js";
import { keepDraft, takeDraft } from "../drafts.js";
import { askToSignIn } from "../signInAddress.js";

// The server's limits; it has the last word.
const [shortest, longest] = [5, 7 * 24 * 60]; // minutes
const [shortestTitle, longestTitle, longestDescription] = [2, 100, 5_000]; // Unicode scalars
const furthestStart = 30 * 24 * 3_600_000; // ms

export function sellPage({ router }) {
  return guarded({ title: "sell.title", keepsContent: true, build: () => build(router) });
}

function build(router) {
  const problems = new Map(); // name of a field → text
  const submission = { key: null, body: null };
  let message = () => "";
  let busy = false;

  const title = h("input", { id: "title", name: "title", type: "text", autocomplete: "off" });
  const description = h("textarea", { id: "description", name: "description", rows: 5 });
  const category = h("select", { id: "category", name: "category" },
    h("option", { value: "", text: () => t("sell.chooseCategory") }));
  const startPrice = moneyField({ id: "startPrice", name: "startPrice" });
  const duration = h("input", { id: "durationMinutes", name: "durationMinutes", type: "number", inputmode: "numeric", min: shortest, max: longest, step: 1, value: 20 });
  const startsAt = h("input", { id: "startsAt", name: "startsAt", type: "datetime-local" });
  const later = h("input", { type: "radio", name: "start", value: "later", onchange: () => update() });
  const now = h("input", { type: "radio", name: "start", value: "now", checked: true, onchange: () => update() });
  const controls = { title, description, category, startPrice, durationMinutes: duration, startsAt };

  const form = h("form", { class: "stack", novalidate: true, onsubmit: submit },
    field("sell.name", title),
    field("sell.description", description, "sell.descriptionHint"),
    field("sell.category", category),
    h("div", { class: "sell__pair" }, field("sell.startPrice", startPrice), field("sell.duration", duration)),
    h("fieldset", { class: "field" },
      h("legend", { text: () => t("sell.start") }),
      h("div", { class: "choices" },
        h("label", {}, now, h("span", { text: () => t("sell.startNow") })),
        h("label", {}, later, h("span", { text: () => t("sell.startLater") })))),
    h("div", { ".hidden": () => !later.checked }, field("sell.startsAt", startsAt)),
    h("p", { class: "field__error", role: "alert", text: () => message() }),
    h("button", {
      class: "button button--primary button--large", type: "submit", "aria-disabled": () => String(busy),
      text: () => t(busy ? "sell.sending" : "sell.submit"),
    }));

  const element = h("section", { class: "page sell" },
    h("h1", { text: () => t("sell.title") }),
    h("p", { class: "lead", text: () => t("sell.lead") }),
    form);

  const abort = new AbortController();
  takeDraft("sell")?.forEach((value, index) => {
    [title, description, startPrice, duration, startsAt][index].value = value;
  });
  loadCategories();

  function update() {
    refresh(form);
  }

  function field(label, control, hint) {
    const name = control.id;
    const text = () => problems.get(name)?.() ?? "";
    control.setAttribute("aria-describedby", `${name}-hint ${name}-error`);
    control.addEventListener("input", () => {
      if (problems.delete(name)) update();
    });
    return h("div", { class: "field", "data-invalid": () => String(problems.has(name)) },
      h("label", { for: name, text: () => t(label) }),
      control,
      h("p", { class: "field__hint", id: `${name}-hint`, ".hidden": !hint, text: () => (hint ? t(hint) : "") }),
      h("p", { class: "field__error", id: `${name}-error`, text }));
  }

  async function loadCategories() {
    try {
      const { items } = await api.categories(abort.signal);
      category.append(...items.map((item) => h("option", { value: item.id, text: () => item[locale()] ?? item.ko })));
    } catch (error) {
      if (error.name === "AbortError") return;
      message = () => errorText(error);
      update();
    }
  }

  function read() {
    problems.clear();
    const startPriceValue = amountOf(startPrice);
    const minutes = Number(duration.value);
    const start = later.checked && startsAt.value ? new Date(startsAt.value) : null;
    const titleLength = [...title.value.trim()].length;
    if (titleLength === 0) problems.set("title", () => t("sell.required"));
    else if (titleLength < shortestTitle || titleLength > longestTitle) problems.set("title", () => t("sell.titleLength"));
    if ([...description.value.trim()].length > longestDescription) problems.set("description", () => t("sell.descriptionLength"));
    if (!category.value) problems.set("category", () => t("sell.required"));
    if (startPriceValue === null) problems.set("startPrice", () => t("sell.required"));
    if (!Number.isInteger(minutes) || minutes < shortest || minutes > longest) {
      problems.set("durationMinutes", () => t("sell.durationRange"));
    }
    if (later.checked && !start) problems.set("startsAt", () => t("sell.required"));
    if (start && start.getTime() < clock.now()) problems.set("startsAt", () => t("sell.past"));
    else if (start && start.getTime() > clock.now() + furthestStart) problems.set("startsAt", () => t("sell.startRange"));
    return {
      title: title.value.trim(), description: description.value.trim(), category: category.value,
      startPrice: startPriceValue, durationMinutes: minutes, ...(start ? { startsAt: start.toISOString() } : {}),
    };
  }

  async function submit(event) {
    event.preventDefault();
    if (busy) return;
    message = () => "";
    const body = read();
    if (problems.size > 0) return showProblems();
    if (!session.token) {
      const fields = [title, description, startPrice, duration, startsAt];
      keepDraft("sell", fields.map(({ value }) => value));
      return askToSignIn();
    }
    // A new key for a new content: a second try of the same is the same auction.
    const text = JSON.stringify(body);
    if (submission.body !== text) Object.assign(submission, { body: text, key: uuid() });
    busy = true;
    update();
    try {
      const auction = await api.openAuction(body, submission.key);
      router.go(`/auctions/${auction.id}`);
    } catch (error) {
      busy = false;
      for (const { name, detail } of error.fields ?? []) {
        problems.set(name, () => (locale() === "en" && detail ? detail : t("sell.check")));
      }
      message = () => errorText(error);
      showProblems();
    }
  }

  function showProblems() {
    for (const [name, control] of Object.entries(controls)) {
      if (problems.has(name)) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }
    update();
    Object.entries(controls).find(([name]) => problems.has(name))?.[1].focus();
  }

  return { element, dispose: () => abort.abort() };
}
