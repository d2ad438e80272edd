package org.bailiwick.aca.evidence.owner;

import java.security.PublicKey;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.jose.CompactJws;
import org.bailiwick.node.jose.JwsAlgorithm;

/**
 * One of the two consents, taken apart: header first, payload only by whoever has the key that it
 * must be signed with (RFC 8725 section 3.1). {@code what} names it in refusals and checks.
 */
final class ConsentToken {

  private static final int LONGEST = 16_384;

  private final String what;
  private final CompactJws jws;
  private final Claims header;

  private ConsentToken(String what, CompactJws jws, Claims header) {
    this.what = what;
    this.jws = jws;
    this.header = header;
  }

  /** Refuses another type than {@code <what>+jwt} and any header that is not one of these. */
  static ConsentToken read(String what, Set<String> headers, String compact) {
    CompactJws jws =
        (compact.length() > LONGEST ? Optional.<CompactJws>empty() : CompactJws.read(compact))
            .orElseThrow(
                () -> malformed(what + "-malformed", "The " + what + " is not a compact JWS."));
    Claims header = Claims.of(what + "-header", jws.header());
    if (!headers.containsAll(header.names())
        || !header.isText("typ")
        || !header.text("typ").equals(what + "+jwt")) {
      throw refused(
          what + "-header",
          "The "
              + what
              + " must have the type "
              + what
              + "+jwt, and no header"
              + " that is not known.");
    }
    return new ConsentToken(what, jws, header);
  }

  /** The key of the header, which is to be compared with what somebody vouches for. */
  PublicKey statedKey() {
    Claims jwk =
        header
            .object("jwk")
            .orElseThrow(() -> malformed(what + "-jwk", "The " + what + " names no key as jwk."));
    return jwk.publicKey()
        .orElseThrow(() -> malformed(what + "-jwk", "The jwk of the " + what + " is no public key."));
  }

  /** The payload, once it was found to be signed with this key in one of these ways. */
  Claims verify(PublicKey key, Set<JwsAlgorithm> algorithms) {
    JwsAlgorithm algorithm =
        JwsAlgorithm.find(header.find("alg").orElse(""))
            .filter(each -> algorithms.contains(each) && each.fits(key))
            .orElseThrow(
                () ->
                    refused(
                        what + "-algorithm",
                        "The " + what + " is not signed in a way that is accepted for its key."));
    if (!jws.isSignedBy(key, algorithm)) {
      throw refused(what + "-signature", "The " + what + " is not signed by the key it is of.");
    }
    return Claims.of(what, jws.claims());
  }

  private static ProblemException refused(String check, String detail) {
    return new ProblemException(ProblemType.EVIDENCE_REJECTED, check, detail);
  }

  private static ProblemException malformed(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }
}
