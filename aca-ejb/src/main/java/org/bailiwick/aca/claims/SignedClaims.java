package org.bailiwick.aca.claims;

import java.security.PublicKey;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.jose.CompactJws;
import org.bailiwick.node.jose.JwsAlgorithm;

/**
 * A compact JWS by a device, an agent or an owner. The caller reads the header, finds the key that
 * must have signed, and verifies the claims by it. The caller lists the headers that it accepts,
 * never {@code crit}, and checks times and audience itself. The header's algorithm must be one of a
 * few and fit the key; it never chooses the key (RFC 8725 section 3.1).
 */
public final class SignedClaims {

  private static final String OWN_KEY = "jwk";

  private final String what;
  private final CompactJws jws;
  private final Claims header;

  private SignedClaims(String what, CompactJws jws, Claims header) {
    this.what = what;
    this.jws = jws;
    this.header = header;
  }

  /**
   * Reads the header only; {@code what} names the token in refusals and check names.
   *
   * @throws ProblemException MALFORMED_REQUEST, check {@code <what>-malformed} or {@code
   *     <what>-header-json}
   */
  public static SignedClaims read(String what, String compact) {
    CompactJws jws =
        CompactJws.read(compact)
            .orElseThrow(
                () -> malformed(what + "-malformed", "The " + what + " is not a compact JWS."));
    return new SignedClaims(what, jws, Claims.of(what + "-header", jws.header()));
  }

  public Claims header() {
    return header;
  }

  public boolean isOfType(String typ) {
    return header.isText("typ") && header.text("typ").equals(typ);
  }

  public boolean hasOnly(Set<String> headers) {
    return headers.containsAll(header.names());
  }

  public boolean hasOwnKey() {
    return header.names().contains(OWN_KEY);
  }

  /**
   * The key of the header, which is not trusted until another signature covers it.
   *
   * @throws ProblemException MALFORMED_REQUEST, check {@code <what>-jwk}
   */
  public PublicKey ownKey() {
    return header
        .object(OWN_KEY)
        .flatMap(Claims::publicKey)
        .orElseThrow(
            () -> malformed(what + "-jwk", "The jwk of the " + what + " is not a public key."));
  }

  /** Whether the key signed, by an algorithm of these that the header names and that fits. */
  public boolean isSignedBy(PublicKey key, Set<JwsAlgorithm> algorithms) {
    return algorithm(key, algorithms).filter(each -> jws.isSignedBy(key, each)).isPresent();
  }

  /** The claims, unverified unless {@link #isSignedBy} has returned true. */
  public Claims claims() {
    return Claims.of(what, jws.claims());
  }

  /**
   * The claims, after the signature by this key with one of these algorithms was verified.
   *
   * @param signer names the key in refusals
   * @throws ProblemException EVIDENCE_REJECTED, check {@code <what>-algorithm} or {@code
   *     <what>-signature}
   */
  public Claims verify(PublicKey key, Set<JwsAlgorithm> algorithms, String signer) {
    if (algorithm(key, algorithms).isEmpty()) {
      throw rejected("algorithm", "is not signed with an algorithm that fits " + signer);
    }
    if (!isSignedBy(key, algorithms)) {
      throw rejected("signature", "is not signed by " + signer);
    }
    return claims();
  }

  private Optional<JwsAlgorithm> algorithm(PublicKey key, Set<JwsAlgorithm> algorithms) {
    return JwsAlgorithm.find(header.find("alg").orElse(""))
        .filter(each -> algorithms.contains(each) && each.fits(key));
  }

  private ProblemException rejected(String fault, String detail) {
    return new ProblemException(
        ProblemType.EVIDENCE_REJECTED, what + "-" + fault, "The " + what + " " + detail + ".");
  }

  private static ProblemException malformed(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }
}
