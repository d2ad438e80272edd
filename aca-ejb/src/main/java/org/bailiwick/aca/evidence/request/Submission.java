package org.bailiwick.aca.evidence.request;

import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.evidence.anchor.EvidenceItem;
import org.bailiwick.aca.evidence.owner.OwnerProofs;

/**
 * An applicant's request, unverified.
 *
 * @param statement compact JWS by the device's or the agent's key; the request itself is read from
 *     its payload only
 * @param key what the certificate is to be made for
 * @param eat JWT by the device key
 * @param userToken JWT of the user's identity provider; not needed where evidence names the user
 * @param evidence further evidence, in the order of the digests in the statement
 * @param consents for an owner's key beside the agent's, if there is to be one
 */
public record Submission(
    String statement,
    KeyClaim key,
    Optional<String> eat,
    Optional<String> userToken,
    List<EvidenceItem> evidence,
    OwnerProofs consents) {

  public Submission {
    evidence = List.copyOf(evidence);
  }

  /** Names this submission: two are the same request exactly when their digests are equal. */
  public String digest() {
    return Claims.sha256(
        String.join(
            "\n",
            Claims.sha256(statement),
            key.digest() + proofDigest() + consents.digest(),
            eatDigest(),
            userToken.map(Claims::sha256).orElse("")));
  }

  /** Binds the evidence in the ledger: statement, whose payload names all else, EAT, proofs. */
  public String evidenceDigest() {
    return Claims.sha256(
        Claims.sha256(statement) + "\n" + eatDigest() + proofDigest() + consents.digest());
  }

  private String proofDigest() {
    return switch (key) {
      case KeyClaim.Csr csr -> "";
      case KeyClaim.Bare bare -> bare.proof().map(proof -> "\n" + Claims.sha256(proof)).orElse("");
    };
  }

  /** The digests of the evidence, which the statement must list. */
  public List<String> evidenceDigests() {
    return evidence.stream().map(item -> Claims.sha256(item.value())).toList();
  }

  private String eatDigest() {
    return eat.map(Claims::sha256).orElse("");
  }

  /** Without content: a user token is a secret. */
  @Override
  public String toString() {
    return "Submission " + digest();
  }
}
