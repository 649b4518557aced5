using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "spawn", worker = .spawn)],
  sockets = [(name = "http", address = "127.0.0.1:8787", http = (), service = "spawn")],
);

const spawn :Workerd.Worker = (
  compatibilityDate = "2026-08-04",
  modules = [
    (name = "worker.js", esModule = embed "dist/worker.js"),
    (
      name = "@paygress/volume-key/volume-key.wasm",
      wasm = embed "node_modules/@paygress/volume-key/build/volume-key.wasm",
    ),
  ],
  bindings = [
    (name = "NSEC", fromEnvironment = "NSEC"),
    (name = "PROVIDER", fromEnvironment = "PROVIDER"),
  ],
);
