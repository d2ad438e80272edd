package org.bailiwick.aca.evidence;

import static org.bailiwick.aca.evidence.attestor.EvidenceRefusal.rejected;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.credentialrequest.CredentialRequest;
import org.bailiwick.aca.evidence.request.KeyClaim;
import org.bailiwick.aca.evidence.request.Submission;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** The request in the payload that a device or agent signed. */
record EnrolmentStatement(
    String nonce,
    Instant issuedAt,
    String keyDigest,
    Optional<String> eatSha256,
    List<String> evidenceSha256,
    CredentialRequest requested) {

  /**
   * The greatest age is that of an EAT; the skew is larger, because the nonce bounds the age, too.
   */
  private static final Duration MAX_AGE = Duration.ofMinutes(10);

  private static final Duration SKEW = Duration.ofMinutes(5);

  /** Reads the claims; digests of an EAT and of evidence are required if these are sent. */
  static EnrolmentStatement of(Claims claims, TrustDomain trustDomain, Submission submission) {
    return new EnrolmentStatement(
        claims.text("nonce"),
        claims.time("iat"),
        keyDigest(claims, submission.key()),
        submission.eat().isPresent()
            ? Optional.of(claims.text("eat_sha256"))
            : claims.find("eat_sha256"),
        claims.names().contains("evidence_sha256") ? claims.texts("evidence_sha256") : List.of(),
        CredentialRequest.of(claims, trustDomain));
  }

  /** A statement contains the digest of the CSR or of the bare key, not of both. */
  private static String keyDigest(Claims claims, KeyClaim key) {
    if (claims.names().contains("csr_sha256") && claims.names().contains("key_sha256")) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "statement-key-twice",
          "A statement is made for a CSR or for a key, not for both.");
    }
    return claims.text(key.member());
  }

  /** Refuses a statement that is too old or from the future. */
  void requireTimely(Instant now) {
    if (issuedAt.isAfter(now.plus(SKEW)) || issuedAt.isBefore(now.minus(MAX_AGE))) {
      throw rejected("statement-age", "The statement is too old or from the future.");
    }
  }

  /** Refuses a CSR, key, EAT or evidence whose digest the statement does not contain. */
  void requireBoundTo(Submission submission) {
    if (!keyDigest.equals(submission.key().digest())) {
      throw switch (submission.key()) {
        case KeyClaim.Csr csr ->
            rejected("statement-csr-mismatch", "The statement was made for another CSR.");
        case KeyClaim.Bare bare ->
            rejected("statement-key-mismatch", "The statement was made for another key.");
      };
    }
    if (!eatSha256.equals(submission.eat().map(Claims::sha256))) {
      throw rejected("statement-eat-mismatch", "The statement was made for another EAT.");
    }
    if (!evidenceSha256.equals(submission.evidenceDigests())) {
      throw rejected("statement-evidence-mismatch", "The statement was made for other evidence.");
    }
  }
}
