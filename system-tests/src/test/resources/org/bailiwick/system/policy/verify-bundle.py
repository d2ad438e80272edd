"""Verifies a policy bundle by jwcrypto, and writes what openssl needs to verify it again.

usage: verify-bundle.py BUNDLE FOLDER
"""
import base64
import json
import pathlib
import sys

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwcrypto import jwk, jws


def octets(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


bundle, folder = sys.argv[1], pathlib.Path(sys.argv[2])
text = pathlib.Path(bundle).read_text()
general = json.loads(text)
for number, signature in enumerate(general["signatures"]):
    header = json.loads(octets(signature["protected"]))
    certificate = x509.load_der_x509_certificate(base64.b64decode(header["x5c"][0]))
    key = certificate.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    one = {"payload": general["payload"], "signatures": [signature]}
    token = jws.JWS()
    token.deserialize(json.dumps(one), jwk.JWK.from_pem(key))
    raw = octets(signature["signature"])
    half = len(raw) // 2
    der = encode_dss_signature(int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big"))
    (folder / f"signature-{number}.pub").write_bytes(key)
    (folder / f"signature-{number}.der").write_bytes(der)
    (folder / f"signature-{number}.txt").write_text(signature["protected"] + "." + general["payload"])
    payload = json.loads(token.payload)
print(f"jwcrypto: {len(general['signatures'])} signatures")
print(f"number {payload['number']}")
