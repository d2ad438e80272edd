"""An agent that keeps the Txn-Tokens it is given: catcher.py PORT CHAIN KEY FOLDER.

Each order's token becomes a line of FOLDER/tokens; the answer waits until FOLDER/release is there.
"""

import http.server
import os
import ssl
import sys
import time


class Order(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        with open(os.path.join(folder, "tokens"), "a", encoding="ascii") as tokens:
            tokens.write(self.headers["Txn-Token"] + "\n")
        while not os.path.exists(os.path.join(folder, "release")):
            time.sleep(0.1)
        body = b'{"output": {"caught": true}}'
        self.send_response(200)
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
