/** Sends pictures, a few at a time, and again when the server has its hands full. */
import { api } from "../api.js";
import { clock } from "../clock.js";

const mostAtOnce = 2; // the server works on one a core; more would only wait
const mostTries = 6;
const pause = 1_000; // ms before another try, where the server names none

export class Uploads {
  #waiting = [];
  #running = 0;

  /**
   * @param {File} file
   * @param {{onprogress: (part: number) => void, signal: AbortSignal}} options
   * @returns {Promise<object>} the picture as the server has it; rejects with `ApiError`, or an `AbortError`
   */
  async send(file, options) {
    await this.#turn(options.signal);
    try {
      return await this.#try(file, options);
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }

  async #turn(signal) {
    if (this.#running >= mostAtOnce) await new Promise((resolve) => this.#waiting.push(resolve));
    this.#running += 1;
    if (!signal.aborted) return;
    this.#running -= 1;
    this.#waiting.shift()?.();
    throw signal.reason;
  }

  async #try(file, options) {
    for (let tries = 1; ; tries += 1) {
      try {
        return await api.uploadImage(file, options);
      } catch (error) {
        if (error.code !== "unavailable" || tries === mostTries || options.signal.aborted) throw error;
        options.onprogress(0);
        await rest(error.retryAt ? error.retryAt - clock.now() : pause * tries, options.signal);
      }
    }
  }
}

function rest(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, Math.max(0, milliseconds));
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    }, { once: true });
  });
}
