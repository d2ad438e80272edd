package org.bailiwick.aca.evidence.request;

import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.evidence.attestor.EvidenceItem;
import org.bailiwick.aca.evidence.owner.OwnerProofs;

/**
 * An applicant's unverified request.
 *
 * @param statement compact JWS by the device's or the agent's key, whose payload is the request
 * @param key the key to be certified
 * @param eat EAT by the device's key
 * @param userToken JWT of the user's identity provider, unless evidence names the user
 * @param evidence further evidence, in the order of the digests in the statement
 * @param consents for an owner's key in the credential
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

  /** A digest that only copies of the same request share. */
  public String digest() {
    return Claims.sha256(
        String.join(
            "\n",
            Claims.sha256(statement),
            key.digest() + proofDigest() + consents.digest(),
            eatDigest(),
            userToken.map(Claims::sha256).orElse("")));
  }

  /** The digest of statement, EAT and proofs that the ledger contains. */
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

  /** The digests of the evidence, which the statement must contain. */
  public List<String> evidenceDigests() {
    return evidence.stream().map(item -> Claims.sha256(item.value())).toList();
  }

  private String eatDigest() {
    return eat.map(Claims::sha256).orElse("");
  }

  /** Omits the content, because a user token is a secret. */
  @Override
  public String toString() {
    return "Submission " + digest();
  }
}
