"""A server behind an API key: crm.py PORT CHAIN KEY API-KEY-FILE ACCESS-TOKEN-FILE.

/me tells who calls, with the key itself and an access token; /orders wants that token, and repeats it.
"""

import http.server
import json
import ssl
import sys


class Crm(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        key = self.headers.get("X-Api-Key")
        bearer = self.headers.get("Authorization")
        if self.path == "/me" and key == api_key:
            self.answer(200, {"you": "sales", "debug": key, "access_token": token, "expires_in": 600})
        elif self.path == "/orders" and bearer == "Bearer " + token:
            self.answer(200, {"orders": [7], "debug": bearer})
        else:
            self.answer(401, {})

    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def read(file):
    with open(file, encoding="ascii") as text:
        return text.read().strip()


port, chain, key_file, api_key, token = sys.argv[1:]
api_key, token = read(api_key), read(token)
tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain(chain, key_file)
server = http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), Crm)
server.socket = tls.wrap_socket(server.socket, server_side=True)
server.serve_forever()
