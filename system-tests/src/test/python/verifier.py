"""A RATS Verifier behind Veraison's challenge-response API: verifier.py FOLDER prints its port and serves.

It shares nothing with the authority. It knows devices by their public keys (endorsed-*.pem) and programs by reference.json, and
signs by result.key. The first segment of the path says how it behaves: sound, hung (never answers), forged (signs by
other.key) or stale (answers another nonce). In each it appraises what it gets.
"""

import glob
import json
import os
import ssl
import sys
import threading
import time
import urllib.parse
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cose

FOLDER = sys.argv[1]
TYPE = "application/vnd.veraison.challenge-response-session+json"
JWT, CWT = "application/eat+jwt", "application/eat+cwt"
SESSIONS = {}
NAMES = {10: "eat_nonce", 263: "dbgstat", -66001: "program_name", -66002: "program_digest", 8: "cnf"}


def claims_of(kind, evidence):
    """The claims of an EAT in the names of JSON, or nothing if no endorsed device signed it."""
    if kind == JWT:
        signed, _, signature = evidence.decode().rpartition(".")
        message, signature = signed.encode(), cose.unb64url(signature)
        claims = json.loads(cose.unb64url(signed.split(".")[1]))
    else:
        token = cose.decode(evidence)
        while isinstance(token, cose.Tagged):
            token = token.value
        protected, _, payload, signature = token
        message = cose.encode(["Signature1", protected, b"", payload])
        claims = {NAMES.get(key, key): value for key, value in cose.decode(payload).items()}
        claims["eat_nonce"] = cose.b64url(claims["eat_nonce"])
        if "cnf" in claims:
            key = claims["cnf"][1]
            x, y = cose.b64url(key[-2]), cose.b64url(key[-3])
            claims["cnf"] = {"jwk": {"kty": "EC", "crv": "P-256", "x": x, "y": y}}
        claims["dbgstat"] = {0: "enabled"}.get(claims.get("dbgstat"), "disabled")
    endorsed = glob.glob(os.path.join(FOLDER, "endorsed-*.pem"))
    return claims if any(cose.is_signed(key, message, signature) for key in endorsed) else None


def appraise(session):
    claims = claims_of(session["kind"], session["evidence"])
    if claims is None or claims["eat_nonce"] != cose.b64url(session["nonce"]):
        return {"instance-identity": 99}, None
    with open(os.path.join(FOLDER, "reference.json")) as file:
        known = json.load(file)
    good = known.get(claims["program_name"]) == claims["program_digest"]
    debugged = claims.get("dbgstat") == "enabled"
    vector = {"instance-identity": 2, "executables": 2 if good else 96, "configuration": 96 if debugged else 2}
    return vector, claims.get("cnf")


def result(mode, session):
    vector, cnf = appraise(session)
    status = "contraindicated" if max(vector.values()) >= 96 else "affirming"
    nonce = os.urandom(len(session["nonce"])) if mode == "stale" else session["nonce"]
    ear = {
        "eat_profile": "tag:ietf.org,2026:rats/ear#03",
        "iat": int(time.time()),
        "exp": int(time.time()) + 300,
        "ear_verifier_id": {"developer": "https://verifier.example", "build": "test 1"},
        "eat_nonce": cose.b64url(nonce),
        "ear_status": status,
        "submods": {
            "device": {
                "ear_status": status,
                "ear_trustworthiness_vector": vector,
                "ear_appraisal_policy_ids": ["https://verifier.example/policy/1"],
            }
        },
    }
    if cnf is not None:
        ear["cnf"] = cnf
    key = os.path.join(FOLDER, "other.key" if mode == "forged" else "result.key")
    return cose.jws(key, {"alg": "ES256", "typ": "JWT", "kid": "v1"}, ear)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, session=None, **headers):
        body = b""
        if session is not None:
            shown = {
                "nonce": cose.b64url(session["nonce"]),
                "expiry": "2035-01-01T00:00:00Z",
                "accept": [JWT, CWT],
                "status": session["status"],
            }
            if "result" in session:
                shown["result"] = session["result"]
            body = json.dumps(shown).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if session is not None:
            self.send_header("Content-Type", TYPE)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        url = urllib.parse.urlsplit(self.path)
        mode, place = url.path.split("/")[1], url.path.rsplit("/", 1)[1]
        if mode == "hung":
            time.sleep(60)
            self.close_connection = True
        elif place == "newSession":
            name = str(uuid.uuid4())
            nonce = cose.unb64url(urllib.parse.parse_qs(url.query)["nonce"][0].rstrip("="))
            SESSIONS[name] = {"nonce": nonce, "status": "waiting"}
            self.answer(201, SESSIONS[name], Location="session/" + name)
        elif place in SESSIONS:
            session = SESSIONS[place]
            session.update(status="processing", kind=self.headers["Content-Type"], evidence=body)
            threading.Thread(target=self.work, args=(mode, session)).start()
            self.answer(202, session)
        else:
            self.answer(404)

    @staticmethod
    def work(mode, session):
        try:
            session["result"] = result(mode, session)
            session["status"] = "complete"
        except Exception as failure:
            print(repr(failure), file=sys.stderr, flush=True)
            session["status"] = "failed"

    def do_GET(self):
        session = SESSIONS.get(self.path.rsplit("/", 1)[1])
        self.answer(404 if session is None else 200, session)

    def do_DELETE(self):
        self.answer(404 if SESSIONS.pop(self.path.rsplit("/", 1)[1], None) is None else 204)

    def log_message(self, *arguments):
        print(self.command, self.path, file=sys.stderr, flush=True)


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain(os.path.join(FOLDER, "tls.pem"), os.path.join(FOLDER, "tls.key"))
server.socket = tls.wrap_socket(server.socket, server_side=True)
print(server.server_port, flush=True)
server.serve_forever()
