"""CBOR (RFC 8949), COSE_Sign1 (RFC 9052) and JWS by ES256, from the standard library and openssl alone."""

import base64
import json
import subprocess
import tempfile


def b64url(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def unb64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def head(major, number):
    for size, info in ((0, None), (1, 24), (2, 25), (4, 26), (8, 27)):
        if size == 0 and number < 24:
            return bytes([major << 5 | number])
        if size and number < 1 << 8 * size:
            return bytes([major << 5 | info]) + number.to_bytes(size, "big")
    raise ValueError(number)


class Tagged:
    def __init__(self, tag, value):
        self.tag, self.value = tag, value


def encode(value):
    if value is True or value is False or value is None:
        return {False: b"\xf4", True: b"\xf5", None: b"\xf6"}[value]
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(encode(each) for each in value)
    if isinstance(value, dict):
        return head(5, len(value)) + b"".join(encode(k) + encode(v) for k, v in value.items())
    if isinstance(value, Tagged):
        return head(6, value.tag) + encode(value.value)
    raise TypeError(type(value))


def decode(octets):
    value, rest = _decode(octets)
    if rest:
        raise ValueError("octets after the value")
    return value


def _decode(octets):
    major, info = octets[0] >> 5, octets[0] & 31
    at = 1
    if info >= 24:
        size = {24: 1, 25: 2, 26: 4, 27: 8}[info]
        number, at = int.from_bytes(octets[1 : 1 + size], "big"), 1 + size
    else:
        number = info
    rest = octets[at:]
    if major == 0:
        return number, rest
    if major == 1:
        return -1 - number, rest
    if major in (2, 3):
        content = rest[:number]
        return (content if major == 2 else content.decode()), rest[number:]
    if major == 4:
        items = []
        for _ in range(number):
            item, rest = _decode(rest)
            items.append(item)
        return items, rest
    if major == 5:
        members = {}
        for _ in range(number):
            key, rest = _decode(rest)
            members[key], rest = _decode(rest)
        return members, rest
    if major == 6:
        value, rest = _decode(rest)
        return Tagged(number, value), rest
    return {20: False, 21: True, 22: None}[number], rest


def sign(key, message):
    """ES256: 64 octets, from the DER that openssl writes."""
    der = subprocess.run(
        ["openssl", "dgst", "-sha256", "-sign", key], input=message, capture_output=True, check=True
    ).stdout
    numbers, at = [], 2
    for _ in range(2):
        length = der[at + 1]
        numbers.append(int.from_bytes(der[at + 2 : at + 2 + length], "big"))
        at += 2 + length
    return b"".join(number.to_bytes(32, "big") for number in numbers)


def is_signed(public_key, message, signature):
    def integer(octets):
        octets = octets.lstrip(b"\0") or b"\0"
        octets = b"\0" + octets if octets[0] & 0x80 else octets
        return bytes([2, len(octets)]) + octets

    body = integer(signature[:32]) + integer(signature[32:])
    with tempfile.NamedTemporaryFile() as file:
        file.write(bytes([0x30, len(body)]) + body)
        file.flush()
        return (
            subprocess.run(
                ["openssl", "dgst", "-sha256", "-verify", public_key, "-signature", file.name],
                input=message,
                capture_output=True,
            ).returncode
            == 0
        )


def jws(key, header, claims):
    text = ".".join(b64url(json.dumps(part).encode()) for part in (header, claims))
    return text + "." + b64url(sign(key, text.encode()))


def cose_sign1(key, claims, tags=(18,), protected=None, unprotected=None):
    first = encode({1: -7} if protected is None else protected)
    payload = encode(claims)
    signature = sign(key, encode(["Signature1", first, b"", payload]))
    message = [first, unprotected or {}, payload, signature]
    for tag in tags:
        message = Tagged(tag, message)
    return encode(message)


def public_octets(key):
    """The uncompressed point of a P-256 key: x and y."""
    return subprocess.run(
        ["openssl", "pkey", "-in", key, "-pubout", "-outform", "DER"], capture_output=True, check=True
    ).stdout[-64:]


def jwk(key, kid):
    point = public_octets(key)
    return {"kty": "EC", "crv": "P-256", "kid": kid, "x": b64url(point[:32]), "y": b64url(point[32:])}


def cnf(key):
    """The claim cnf with a P-256 key as COSE_Key (RFC 8747)."""
    point = public_octets(key)
    return {1: {1: 2, -1: 1, -2: point[:32], -3: point[32:]}}


def der(tag, *parts):
    content = b"".join(parts)
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + content


def oid(text):
    """The content octets."""
    first, second, *rest = (int(arc) for arc in text.split("."))
    content = b""
    for arc in [first * 40 + second] + rest:
        digits = [arc & 127]
        while arc > 127:
            arc >>= 7
            digits.append(128 | arc & 127)
        content += bytes(reversed(digits))
    return content


def attested_csr(key, token, media_type="application/eat+cwt", name="agent", uri=None):
    """A PKCS#10 request with a CMW in the attribute id-aa-attestation (draft-ietf-lamps-csr-attestation)."""
    public = subprocess.run(
        ["openssl", "pkey", "-in", key, "-pubout", "-outform", "DER"], capture_output=True, check=True
    ).stdout
    record = der(4, encode([media_type, token, 4]))
    bundle = der(0x30, der(0x30, der(0x30, der(6, oid("1.3.6.1.5.5.7.1.35")), record)))
    attributes = [der(0x30, der(6, oid("1.2.840.113549.1.9.16.2.59")), der(0x31, bundle))]
    if uri:
        names = der(4, der(0x30, der(0x86, uri.encode())))
        extensions = der(0x30, der(0x30, der(6, oid("2.5.29.17")), names))
        attributes.append(der(0x30, der(6, oid("1.2.840.113549.1.9.14")), der(0x31, extensions)))
    subject = der(0x30, der(0x31, der(0x30, der(6, oid("2.5.4.3")), der(12, name.encode()))))
    info = der(0x30, der(2, b"\0"), subject, public, der(0xA0, *sorted(attributes)))
    signature = subprocess.run(
        ["openssl", "dgst", "-sha256", "-sign", key], input=info, capture_output=True, check=True
    ).stdout
    return der(0x30, info, der(0x30, der(6, oid("1.2.840.10045.4.3.2"))), der(3, b"\0" + signature))
