package org.bailiwick.aca.evidence;

import static org.bailiwick.aca.evidence.attestor.EvidenceRefusal.rejected;

import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.claims.SignedClaims;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.jose.JwsAlgorithm;

/** A compact JWS with a device's chain, or the agent's key, in its header. */
final class DeviceSignature {

  /** The algorithms by which an enrolment may be signed. */
  static final Set<JwsAlgorithm> ALGORITHMS =
      Set.of(
          JwsAlgorithm.ES256,
          JwsAlgorithm.ES384,
          JwsAlgorithm.RS256,
          JwsAlgorithm.PS256,
          JwsAlgorithm.EDDSA);

  private static final Set<String> WITH_CHAIN = Set.of("alg", "typ", "x5c", "kid", "cty");
  private static final Set<String> WITH_OWN_KEY = Set.of("alg", "typ", "jwk", "kid", "cty");

  private final String what;
  private final SignedClaims signed;

  private DeviceSignature(String what, SignedClaims signed) {
    this.what = what;
    this.signed = signed;
  }

  /** Reads a header with a chain; {@code what} names the token in refusals and checks. */
  static DeviceSignature read(String what, String typ, String compact) {
    DeviceSignature read = typed(what, typ, compact);
    read.requireHeaders(WITH_CHAIN);
    return read;
  }

  /** Reads a header with a chain or with the agent's key. */
  static DeviceSignature readOfEither(String what, String typ, String compact) {
    DeviceSignature read = typed(what, typ, compact);
    read.requireHeaders(read.hasOwnKey() ? WITH_OWN_KEY : WITH_CHAIN);
    return read;
  }

  private static DeviceSignature typed(String what, String typ, String compact) {
    SignedClaims signed = SignedClaims.read(what, compact);
    if (!signed.isOfType(typ)) {
      throw rejected(what + "-typ", "The " + what + " must have the type " + typ + ".");
    }
    return new DeviceSignature(what, signed);
  }

  private void requireHeaders(Set<String> known) {
    if (!signed.hasOnly(known)) {
      throw rejected(what + "-header", "The " + what + " has a header that is not accepted.");
    }
  }

  boolean hasOwnKey() {
    return signed.hasOwnKey();
  }

  /** The unverified key of the header. */
  PublicKey ownKey() {
    return signed.ownKey();
  }

  /** The x5c chain as DER, leaf first; empty when the header has none. */
  List<byte[]> chain() {
    if (!signed.header().names().contains("x5c")) {
      return List.of();
    }
    List<byte[]> chain = new ArrayList<>();
    for (String element : signed.header().texts("x5c")) {
      try {
        chain.add(Base64.getDecoder().decode(element));
      } catch (IllegalArgumentException notBase64) {
        throw new ProblemException(
            ProblemType.MALFORMED_REQUEST, what + "-x5c", "An x5c element is not base64.");
      }
    }
    return chain;
  }

  /** The payload, after verification of the signature with this key. */
  Claims verify(PublicKey key) {
    return signed.verify(key, ALGORITHMS, "the device key");
  }
}
