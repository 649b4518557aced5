/** The built page on the loopback interface. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Serves the page at `/`, and an empty one at `/elsewhere`, both with these headers: WebKit's driver loses a page that goes
 * where no `Cross-Origin-Opener-Policy` is.
 *
 * @returns `requests` are those that came
 */
export async function serve(html: string, headers: Record<string, string>) {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const type = { "content-type": "text/html" };
    if (request.url === "/") response.writeHead(200, { ...type, ...headers }).end(html);
    else if (request.url === "/elsewhere")
      response.writeHead(200, { ...type, ...headers }).end("<title>elsewhere</title>");
    else response.writeHead(404).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    requests,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
