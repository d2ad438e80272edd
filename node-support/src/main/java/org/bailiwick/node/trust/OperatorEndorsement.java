package org.bailiwick.node.trust;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.hsm.SigningKey;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.jose.SignedStatement;

/**
 * A statement, signed by an operator CA, that another operator CA succeeds it; a compact JWS in the
 * trust bundle. A node that was given one operator CA in a file trusts the next by it, and only the
 * holder of the given CA's key can make it do so.
 *
 * @param issuerId name under which the authority publishes certificate and CRL of the new one
 * @param thumbprint SHA-256 of its certificate, as {@code x5t#S256} holds it (RFC 7515 section
 *     4.1.8)
 */
public record OperatorEndorsement(TrustDomain trustDomain, String issuerId, String thumbprint) {

  private static final String TYPE = "operator-endorsement+jwt";
  private static final String ALGORITHM = "ES256";

  public static OperatorEndorsement of(
      TrustDomain trustDomain, String issuerId, X509Certificate certificate) {
    return new OperatorEndorsement(trustDomain, issuerId, Pem.sha256(certificate));
  }

  /** Whether readers accept signatures of this key; they accept P-256 only. */
  public static boolean canBeSignedBy(SigningKey key) {
    return new JwsSigner(key, key.id()).algorithm().equals(ALGORITHM);
  }

  /** The statement, signed by the predecessor. */
  public String signed(JwsSigner signer) {
    return signer.sign(
        TYPE,
        Json.createObjectBuilder()
            .add("trust_domain", trustDomain.name())
            .add("issuer_id", issuerId)
            .add("x5t#S256", thumbprint)
            .build());
  }

  /** The statement, if this key signed it; otherwise empty. */
  public static Optional<OperatorEndorsement> read(String compact, PublicKey key) {
    return SignedStatement.payload(compact, TYPE, key).flatMap(OperatorEndorsement::parse);
  }

  private static Optional<OperatorEndorsement> parse(String payload) {
    try {
      JsonObject json = StrictJson.object(payload);
      return Optional.of(
          new OperatorEndorsement(
              TrustDomain.parse(json.getString("trust_domain")),
              json.getString("issuer_id"),
              json.getString("x5t#S256")));
    } catch (ProblemException | NullPointerException | ClassCastException malformed) {
      return Optional.empty(); // not written by this software
    }
  }
}
