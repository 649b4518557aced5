/** What is there only where the runners run: the host's file. */
declare module "*/references.json" {
  const references: import("../suite/references.js").References;
  export = references;
}
