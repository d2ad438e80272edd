"""An agent whose answers a test prescribes: worker.py PORT CHAIN KEY FOLDER.

Each order becomes a line of FOLDER/orders, key and capability, before anything is answered. FOLDER/<capability> has the
output of work that is done. Of an order without such a file the agent never answers while FOLDER/hold is there, and
otherwise refuses it.
"""

import http.server
import json
import os
import ssl
import sys
import time


class Order(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        order = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        capability = order["capability"]
        with open(os.path.join(folder, "orders"), "a", encoding="ascii") as orders:
            orders.write(self.headers["Idempotency-Key"] + " " + capability + "\n")
        output = os.path.join(folder, capability)
        if os.path.exists(output):
            with open(output, encoding="utf-8") as file:
                self.answer(200, {"output": json.load(file)})
            return
        while os.path.exists(os.path.join(folder, "hold")):
            time.sleep(0.1)
        self.answer(422, {})

    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


port, chain, key, folder = sys.argv[1:]
tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain(chain, key)
server = http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), Order)
server.socket = tls.wrap_socket(server.socket, server_side=True)
server.serve_forever()
