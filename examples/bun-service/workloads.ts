/** The workloads that the service has asked for, in a database. There is no key in it. */
import { Database } from "bun:sqlite";

export interface Workload {
  id: string;
  template_slug: string;
  pod_image: string;
}

export function openWorkloads(path: string) {
  // Left in its default journal mode, in which an id that was stored outlives a power cut.
  const database = new Database(path, { strict: true });
  database.run(
    "CREATE TABLE IF NOT EXISTS workloads (id TEXT PRIMARY KEY, template_slug TEXT NOT NULL, pod_image TEXT NOT NULL) STRICT",
  );
  const insert = database.query("INSERT INTO workloads VALUES (:id, :template_slug, :pod_image)");
  const select = database.query<Workload, string>("SELECT * FROM workloads WHERE id = ?");
  const selectAll = database.query<Workload, []>("SELECT * FROM workloads ORDER BY rowid");
  return {
    add: (workload: Workload) => void insert.run({ ...workload }),
    find: (id: string) => select.get(id),
    list: () => selectAll.all(),
    close: () => database.close(),
  };
}
