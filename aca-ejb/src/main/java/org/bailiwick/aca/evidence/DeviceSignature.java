package org.bailiwick.aca.evidence;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/**
 * A compact JWS that a device signed, taken apart: first the header, then the payload by whoever
 * holds the key. The algorithm follows from the key; the header may only agree (RFC 8725 section
 * 3.1).
 */
final class DeviceSignature {

  private static final Set<String> HEADERS = Set.of("alg", "typ", "x5c", "kid", "cty");

  private final String what;
  private final JsonWebSignature jws;

  private DeviceSignature(String what, JsonWebSignature jws) {
    this.what = what;
    this.jws = jws;
  }

  /** Reads the header only; {@code what} names the token in refusals and check names. */
  static DeviceSignature read(String what, String typ, String compact) {
    JsonWebSignature jws = new JsonWebSignature();
    try {
      jws.setCompactSerialization(compact);
    } catch (JoseException malformed) {
      throw malformed(what, "-malformed", "The " + what + " is not a compact JWS.");
    }
    if (!typ.equals(jws.getHeader("typ"))) {
      throw rejected(what + "-typ", "The " + what + " must have the type " + typ + ".");
    }
    Claims header = Claims.parse(what + "-header", jws.getHeaders().getFullHeaderAsJsonString());
    if (!HEADERS.containsAll(header.names())) {
      throw rejected(what + "-header", "The " + what + " has a header that is not accepted.");
    }
    return new DeviceSignature(what, jws);
  }

  /** The x5c chain as DER, leaf first; empty when the header has none. */
  List<byte[]> chain() {
    if (!(jws.getHeaders().getObjectHeaderValue("x5c") instanceof List<?> elements)) {
      return List.of();
    }
    List<byte[]> chain = new ArrayList<>();
    for (Object element : elements) {
      try {
        chain.add(Base64.getDecoder().decode(String.valueOf(element)));
      } catch (IllegalArgumentException notBase64) {
        throw malformed(what, "-x5c", "An x5c element is not base64.");
      }
    }
    return chain;
  }

  /** The payload, once the signature was found good under this key. */
  Claims verify(PublicKey key) {
    String payload;
    try {
      jws.setAlgorithmConstraints(
          new AlgorithmConstraints(ConstraintType.PERMIT, algorithmsFor(key)));
      jws.setKey(key);
      if (!jws.verifySignature()) {
        throw rejected(what + "-signature", "The " + what + " is not signed by the device key.");
      }
      payload = jws.getPayload();
    } catch (JoseException invalid) {
      throw rejected(
          what + "-algorithm", "The " + what + " is not signed in a way that fits the device key.");
    }
    return Claims.parse(what, payload);
  }

  private static String[] algorithmsFor(PublicKey key) {
    if (key instanceof RSAPublicKey) {
      return new String[] {
        AlgorithmIdentifiers.RSA_USING_SHA256, AlgorithmIdentifiers.RSA_PSS_USING_SHA256
      };
    }
    if (key instanceof ECPublicKey ec) {
      return ec.getParams().getCurve().getField().getFieldSize() == 256
          ? new String[] {AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256}
          : new String[] {AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384};
    }
    return new String[] {AlgorithmIdentifiers.EDDSA};
  }

  private static ProblemException rejected(String check, String detail) {
    return new ProblemException(ProblemType.EVIDENCE_REJECTED, check, detail);
  }

  private static ProblemException malformed(String what, String fault, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, what + fault, detail);
  }
}
