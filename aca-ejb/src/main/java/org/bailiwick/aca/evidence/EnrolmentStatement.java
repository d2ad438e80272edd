package org.bailiwick.aca.evidence;

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

/**
 * The request of a device or agent, from the payload that it signed. A request is read from these
 * bytes alone.
 */
record EnrolmentStatement(
    String nonce,
    Instant issuedAt,
    String keyDigest,
    Optional<String> eatSha256,
    List<String> evidenceSha256,
    CredentialRequest requested) {

  /** As of an EAT, with more for a clock that nobody sets: the nonce bounds the age as well. */
  private static final Duration MAX_AGE = Duration.ofMinutes(10);

  private static final Duration SKEW = Duration.ofMinutes(5);

  /** Reads the claims; those of an EAT and of further evidence must be there when these are. */
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

  /** A statement names the key in the form in which it comes, and in no other. */
  private static String keyDigest(Claims claims, KeyClaim key) {
    if (claims.names().contains("csr_sha256") && claims.names().contains("key_sha256")) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "statement-key-twice",
          "A statement is made for a CSR or for a key, not for both.");
    }
    return claims.text(key.member());
  }

  /** Refuses what was made long ago, ahead of a nonce that came later, or by a clock far ahead. */
  void requireTimely(Instant now) {
    if (issuedAt.isAfter(now.plus(SKEW)) || issuedAt.isBefore(now.minus(MAX_AGE))) {
      throw unbound("statement-age", "The statement is too old or from the future.");
    }
  }

  /** Refuses a CSR or key, EAT or evidence other than those that were signed for. */
  void requireBoundTo(Submission submission) {
    if (!keyDigest.equals(submission.key().digest())) {
      throw switch (submission.key()) {
        case KeyClaim.Csr csr ->
            unbound("statement-csr-mismatch", "The statement was made for another CSR.");
        case KeyClaim.Bare bare ->
            unbound("statement-key-mismatch", "The statement was made for another key.");
      };
    }
    if (!eatSha256.equals(submission.eat().map(Claims::sha256))) {
      throw unbound("statement-eat-mismatch", "The statement was made for another EAT.");
    }
    if (!evidenceSha256.equals(submission.evidenceDigests())) {
      throw unbound("statement-evidence-mismatch", "The statement was made for other evidence.");
    }
  }

  private static ProblemException unbound(String check, String detail) {
    return new ProblemException(ProblemType.EVIDENCE_REJECTED, check, detail);
  }
}
