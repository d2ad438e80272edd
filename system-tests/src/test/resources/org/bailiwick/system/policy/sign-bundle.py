"""Makes a policy bundle by jwcrypto, signed by officer-1 and officer-2.

usage: sign-bundle.py POLICY-FOLDER TRUST-DOMAIN NUMBER OPERATORS-FOLDER OUT
"""
import base64
import json
import pathlib
import sys

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from jwcrypto import jwk, jws

folder, domain, number, operators, out = sys.argv[1:]
listed = json.loads(pathlib.Path(folder, "manifest.json").read_text())["files"]
payload = {
    "files": {name: pathlib.Path(folder, name).read_text() for name in listed},
    "signatures": 1,
    "effective_at": "2026-01-01T00:00:00Z",
    "number": int(number),
    "components": ["authority", "registry", "master"],
    "trust_domain": domain,
}
token = jws.JWS(json.dumps(payload, indent=1))
for officer in ("officer-1", "officer-2"):
    chain = pathlib.Path(operators, officer + ".pem").read_bytes()
    leaf = x509.load_pem_x509_certificate(chain).public_bytes(Encoding.DER)
    header = {
        "typ": "bailiwick-policy-bundle+json",
        "alg": "ES256",
        "x5c": [base64.b64encode(leaf).decode()],
    }
    key = jwk.JWK.from_pem(pathlib.Path(operators, officer + ".key").read_bytes())
    token.add_signature(key, None, json.dumps(header))
pathlib.Path(out).write_text(token.serialize())
