/** A username; whether it is free is looked up while one types. */
import { api } from "../api.js";
import { h, refresh } from "../dom.js";
import { t } from "../i18n.js";
import { Field, textInput } from "./field.js";
import { fieldProblem } from "./problems.js";

const [shortest, longest] = [2, 20]; // Unicode scalars after NFKC, as the server counts
const pause = 350; // ms without typing before it is looked up

/** @param {{value?: string}} [options] the present name, which is nobody else's */
export function usernameField({ value: own = "" } = {}) {
  /** @type {"idle"|"checking"|"free"|"taken"|"invalid"|"failed"} */ let state = "idle";
  let timer = null;
  let lookup = null; // aborts the one under way: its answer is about another name
  let invalid = () => "";

  const input = textInput({ autocomplete: "username", value: own, maxlength: 40 });
  const texts = {
    idle: () => t("field.usernameHint"),
    checking: () => t("field.username.checking"),
    free: () => t("field.username.free"),
    taken: () => t("field.username.taken"),
    invalid: () => invalid(),
    failed: () => t("field.usernameHint"),
  };
  const status = h("p", { class: "field__hint", role: "status", "data-state": () => state, text: () => texts[state]() });
  const field = new Field({
    name: "username", label: "field.username", input, hint: status,
    check: (text) => localProblem(text) ?? (state === "taken" ? texts.taken : null),
  });
  input.addEventListener("input", () => {
    clearTimeout(timer);
    lookup?.abort();
    show("idle");
    const name = input.value.trim();
    if ([...name].length < shortest || same(name, own)) return;
    const problem = localProblem(name);
    if (problem) {
      invalid = problem;
      return show("invalid");
    }
    timer = setTimeout(() => look(name), pause);
  });

  async function look(name) {
    lookup = new AbortController();
    const { signal } = lookup;
    show("checking");
    try {
      const { available } = await api.username(name, signal);
      if (!signal.aborted) show(available ? "free" : "taken");
    } catch (error) {
      if (signal.aborted) return;
      const problem = error.fields?.[0];
      if (problem) invalid = fieldProblem(problem);
      show(problem ? "invalid" : "failed"); // the form's own answer will tell
    }
  }

  function show(next) {
    state = next;
    refresh(status);
  }

  return Object.assign(field, {
    dispose() {
      clearTimeout(timer);
      lookup?.abort();
    },
  });
}

/** @returns {(() => string)|null} */
function localProblem(text) {
  const name = text.trim().normalize("NFKC");
  if ([...name].length < shortest || [...name].length > longest) return () => t("field.username.length");
  // Combining marks belong to the letters of many scripts; the server knows which.
  return /^[\p{L}\p{M}\p{N}_]+$/u.test(name) ? null : () => t("field.username.characters");
}

function same(one, other) {
  return one.normalize("NFKC").toLowerCase() === other.normalize("NFKC").toLowerCase();
}
