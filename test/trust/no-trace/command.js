/** @returns {Promise<import("./main.js").Row[]>} */
export async function commandRows() {
  return [];
}
