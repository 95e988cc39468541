/** Sends a file as it is. `fetch` cannot tell how far it has come, `XMLHttpRequest` can. */
import { ApiError } from "./http.js";

/**
 * @param {string} path below `/api/v1`
 * @param {{file: File, token?: string|null, signal: AbortSignal, onprogress?: (part: number) => void}} options
 *   `onprogress` is told the part of the file that has left, 0…1
 * @returns {Promise<any>} the answer; rejects with `ApiError`, or an `AbortError`
 */
export function upload(path, { file, token, signal, onprogress = () => {} }) {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    request.open("POST", `/api/v1${path}`);
    request.responseType = "json";
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Content-Type", file.type);
    if (token) request.setRequestHeader("Authorization", `Bearer ${token}`);
    request.upload.onprogress = ({ loaded, total }) => onprogress(total ? loaded / total : 0);
    request.onload = () => {
      const { status, response } = request;
      if (status < 300) return resolve(response);
      const problem = response ?? { code: status === 413 ? "tooLarge" : status >= 500 ? "unavailable" : "unknown" };
      reject(new ApiError(problem, { status, retryAfter: request.getResponseHeader("Retry-After") }));
    };
    request.onerror = request.ontimeout = () => reject(new ApiError({ code: "network" }));
    request.onabort = () => reject(new DOMException("The upload was given up.", "AbortError"));
    request.onloadend = () => signal.removeEventListener("abort", abort);
    signal.addEventListener("abort", abort);
    request.send(file);
  });
}
