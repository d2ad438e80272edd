"""Verifies an export of a registry by jwcrypto, as docs/registry.md describes it.

usage: verify-records.py FILE JWK-SET-FILE
"""
import hashlib
import json
import pathlib
import sys

from jwcrypto import jwk, jws

lines = pathlib.Path(sys.argv[1]).read_bytes().splitlines()
keys = jwk.JWKSet.from_json(pathlib.Path(sys.argv[2]).read_text())
statement = json.loads(lines[-1])["statement"]
token = jws.JWS()
token.deserialize(statement)
token.verify(keys.get_key(token.jose_header["kid"]), alg="ES256")
claims = json.loads(token.payload)
digest = bytes(32)
for line in lines[1:-1]:
    digest = hashlib.sha256(digest + line).digest()
assert token.jose_header["typ"] == "registry-records+jwt"
assert claims["sha256"] == digest.hex(), "digest"
assert claims["lines"] == len(lines) - 2, "lines"
print(f"jwcrypto: {claims['lines']} records of {claims['iss']} at {claims['revision']}")
