/** Which files are pictures that the server takes. */
import { t } from "../i18n.js";

export const types = ["image/jpeg", "image/png", "image/webp"];
const mostBytes = 10 * 1024 * 1024;

/** What is wrong with a file that this page can see, as a text; null for nothing. */
export function fileProblem(file) {
  if (!types.includes(file.type)) return () => t("pictures.type", { name: file.name });
  if (file.size > mostBytes) return () => t("pictures.size", { name: file.name });
  return file.size === 0 ? () => t("pictures.emptyFile", { name: file.name }) : null;
}

/** The files that were dropped, pasted or chosen; text and other things that come with them are left out. */
export function filesOf(transfer) {
  return [...(transfer?.files ?? [])];
}
