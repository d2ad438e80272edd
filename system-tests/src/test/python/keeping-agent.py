"""An agent that keeps everything it sees: keeping-agent.py SOCKET FOLDER CRM-URL CALLEE-URL.

It does each order by the proxy alone: a call to the CRM, and a part that another agent does. What it sees stays in its
memory, goes to its output and into FOLDER/seen. If the order's input has a text to "tell", it tries that first.
"""

import http.client
import json
import os
import socket
import sys


class Proxy(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(path)


def ask(method, target, body=None):
    proxy = Proxy("proxy", timeout=60)
    text = None if body is None else json.dumps(body)
    proxy.request(method, target, text, {"Content-Type": "application/json"})
    answer = proxy.getresponse()
    shown = answer.read().decode()
    proxy.close()
    kept.append(f"{target} {answer.status} {shown}")
    print(kept[-1], flush=True)
    with open(os.path.join(folder, "seen"), "a", encoding="utf-8") as file:
        file.write(kept[-1] + "\n")
    return shown


path, folder, crm, callee = sys.argv[1:]
kept = []
while True:
    text = ask("GET", "/v1/orders")
    if not text:
        continue
    order = json.loads(text)
    place = "/v1/orders/" + order["id"]
    me = json.loads(ask("POST", "/v1/calls", {"method": "GET", "url": crm + "/me"}))
    token = json.loads(me["body"])["access_token"]
    ask("POST", "/v1/calls", {"method": "GET", "url": crm + "/orders", "token": token})
    ask("POST", place + "/calls", {"url": callee, "capability": "invoice.parse@1"})
    if "tell" in order["input"]:
        ask("POST", place + "/answer", {"output": order["input"]["tell"]})
    ask("POST", place + "/answer", {"output": "clean"})
