/** A password, which can be looked at. A new one tells while one types what it must be. */
import { h, refresh } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../components/icon.js";
import { Field, textInput } from "./field.js";

const [shortest, longest] = [8, 128]; // Unicode scalars, as the server counts

/** @param {{name?: string, label?: string}} [options] */
export function currentPassword({ name = "password", label = "field.password" } = {}) {
  const input = passwordInput("current-password");
  return new Field({ name, label, input, control: withToggle(input) });
}

/**
 * @param {object} options
 * @param {string} [options.name]
 * @param {string} [options.label]
 * @param {() => Array<string|null|undefined>} options.personal the username and the phone (E.164), as far as known
 */
export function newPassword({ name = "password", label = "field.newPassword", personal }) {
  const input = passwordInput("new-password");
  const hasLength = () => [...input.value].length >= shortest && [...input.value].length <= longest;
  const isPersonal = () => contains(input.value, personal());
  const rules = h("ul", { class: "rules" },
    rule("rule.length", () => (input.value ? hasLength() : null)),
    rule("rule.personal", () => (input.value ? !isPersonal() : null)),
    h("li", { class: "rules__tip", text: () => t("rule.tip") }));
  input.addEventListener("input", () => refresh(rules));
  return new Field({
    name, label, input, control: withToggle(input), hint: rules,
    check: () => {
      if (!hasLength()) return () => t("field.password.length");
      return isPersonal() ? () => t("field.password.personal") : null;
    },
  });
}

/** @param {() => boolean|null} state null while there is nothing to judge */
function rule(key, state) {
  return h("li", { class: "rules__rule", "data-met": () => String(state()) },
    icon("check"),
    h("span", { text: () => t(key) }),
    h("span", { class: "visually-hidden", text: () => (state() === null ? "" : t(state() ? "rule.met" : "rule.unmet")) }));
}

function passwordInput(autocomplete) {
  const input = textInput({ type: "password", autocomplete, autocapitalize: "off" });
  input.addEventListener("submitting", () => {
    input.type = "password";
    refresh(input.parentElement);
  });
  return input;
}

function withToggle(input) {
  const isShown = () => input.type === "text";
  const toggle = h("button", {
    class: "button button--quiet button--icon", type: "button",
    "aria-label": () => t("field.showPassword"), "aria-pressed": () => String(isShown()), "aria-controls": () => input.id || null,
    onclick: () => {
      input.type = isShown() ? "password" : "text";
      refresh(control);
    },
  }, icon("eye"));
  const control = h("div", { class: "with-toggle" }, input, toggle);
  return control;
}

/** Whether a password gives away who it belongs to: the server looks for the name, and for the number's digits. */
function contains(password, personal) {
  const plain = fold(password);
  const digits = password.replace(/\D/g, "");
  return personal.filter(Boolean).some((value) => {
    if (!value.startsWith("+")) return value.length > 1 && plain.includes(fold(value));
    return digits.includes(value.replace(/^\+82/, ""));
  });
}

function fold(text) {
  return text.normalize("NFKC").toLowerCase();
}
