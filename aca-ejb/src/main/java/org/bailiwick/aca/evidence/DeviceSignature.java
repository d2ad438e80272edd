package org.bailiwick.aca.evidence;

import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.jose.CompactJws;
import org.bailiwick.node.jose.JwsAlgorithm;

/**
 * A compact JWS that a device or an agent signed, taken apart: first the header, then the payload
 * by whoever holds the key. The header's algorithm must be one of a few and fit the key; it never
 * chooses the key (RFC 8725 section 3.1).
 */
final class DeviceSignature {

  private static final String OWN_KEY = "jwk";

  private static final Set<String> WITH_CHAIN = Set.of("alg", "typ", "x5c", "kid", "cty");
  private static final Set<String> WITH_OWN_KEY = Set.of("alg", "typ", OWN_KEY, "kid", "cty");
  private static final Set<JwsAlgorithm> ALGORITHMS =
      Set.of(
          JwsAlgorithm.ES256,
          JwsAlgorithm.ES384,
          JwsAlgorithm.RS256,
          JwsAlgorithm.PS256,
          JwsAlgorithm.EDDSA);

  private final String what;
  private final CompactJws jws;
  private final Claims header;

  private DeviceSignature(String what, CompactJws jws, Claims header) {
    this.what = what;
    this.jws = jws;
    this.header = header;
  }

  /** Reads the header only; {@code what} names the token in refusals and check names. */
  static DeviceSignature read(String what, String typ, String compact) {
    DeviceSignature read = typed(what, typ, compact);
    read.requireHeaders(WITH_CHAIN);
    return read;
  }

  /** As above, of a signer that shows a chain or, instead of one, the agent's own key. */
  static DeviceSignature readOfEither(String what, String typ, String compact) {
    DeviceSignature read = typed(what, typ, compact);
    read.requireHeaders(read.bringsKey() ? WITH_OWN_KEY : WITH_CHAIN);
    return read;
  }

  private static DeviceSignature typed(String what, String typ, String compact) {
    CompactJws jws =
        CompactJws.read(compact)
            .orElseThrow(
                () -> malformed(what, "-malformed", "The " + what + " is not a compact JWS."));
    Claims header = Claims.of(what + "-header", jws.header());
    if (!header.isText("typ") || !header.text("typ").equals(typ)) {
      throw rejected(what + "-typ", "The " + what + " must have the type " + typ + ".");
    }
    return new DeviceSignature(what, jws, header);
  }

  private void requireHeaders(Set<String> known) {
    if (!known.containsAll(header.names())) {
      throw rejected(what + "-header", "The " + what + " has a header that is not accepted.");
    }
  }

  /** Whether the header holds a key. */
  boolean bringsKey() {
    return header.names().contains(OWN_KEY);
  }

  /** The key of the header, which says nothing until somebody else vouches for it. */
  PublicKey ownKey() {
    return header
        .object(OWN_KEY)
        .flatMap(Claims::publicKey)
        .orElseThrow(
            () -> malformed(what, "-jwk", "The jwk of the " + what + " is no public key."));
  }

  /** The x5c chain as DER, leaf first; empty when the header has none. */
  List<byte[]> chain() {
    if (!header.names().contains("x5c")) {
      return List.of();
    }
    List<byte[]> chain = new ArrayList<>();
    for (String element : header.texts("x5c")) {
      try {
        chain.add(Base64.getDecoder().decode(element));
      } catch (IllegalArgumentException notBase64) {
        throw malformed(what, "-x5c", "An x5c element is not base64.");
      }
    }
    return chain;
  }

  /** The payload, once the signature was found good under this key. */
  Claims verify(PublicKey key) {
    JwsAlgorithm algorithm =
        algorithm(header, key)
            .orElseThrow(
                () ->
                    rejected(
                        what + "-algorithm",
                        "The " + what + " is not signed in a way that fits the device key."));
    if (!jws.isSignedBy(key, algorithm)) {
      throw rejected(what + "-signature", "The " + what + " is not signed by the device key.");
    }
    return Claims.of(what, jws.claims());
  }

  /** The header's algorithm, if it is one of those that an enrolment is signed with and fits. */
  static Optional<JwsAlgorithm> algorithm(Claims header, PublicKey key) {
    return JwsAlgorithm.find(header.find("alg").orElse(""))
        .filter(each -> ALGORITHMS.contains(each) && each.fits(key));
  }

  private static ProblemException rejected(String check, String detail) {
    return new ProblemException(ProblemType.EVIDENCE_REJECTED, check, detail);
  }

  private static ProblemException malformed(String what, String fault, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, what + fault, detail);
  }
}
