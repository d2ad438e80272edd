package org.bailiwick.aca.issuance;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.aca.evidence.AuthenticatedSubmission;
import org.bailiwick.aca.evidence.request.PredeterminedRequest;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.lookup.FoundRow;
import org.bailiwick.node.lookup.LookupStatement;
import org.bailiwick.node.lookup.RowLookup;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Recognises a repeated request by its Idempotency-Key and the key that signed it, so that a client
 * that lost the answer gets it again and no second credential.
 */
@Singleton
record Enrolments(LedgerReader reader) {

  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._:/+=-]{1,128}");

  private static final LookupStatement FIRST =
      LookupStatement.presence(
          "idempotency_key || ' ' || applicant",
          "from enrolment where idempotency_key in (:key) and applicant in (:key)",
          List.of());

  /** A copy of this request was reserved first, so this one is rolled back. */
  static final class EnrolledMeanwhileException extends RuntimeException {}

  @Inject
  Enrolments {}

  /** The key of a request; a key that is not 1 to 128 plain characters is refused. */
  static EnrolmentKey key(String idempotencyKey, AuthenticatedSubmission authenticated) {
    if (!KEY.matcher(idempotencyKey).matches()) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "idempotency-key-syntax",
          "An Idempotency-Key must have 1 to 128 characters of A-Z a-z 0-9 . _ : / + = -");
    }
    return new EnrolmentKey(idempotencyKey, authenticated.applicantKeySha256());
  }

  /**
   * The key of a request whose protocol has none: the same CSR of the same applicant, for the same
   * credential, is the same request.
   */
  static EnrolmentKey key(PredeterminedRequest request) {
    return new EnrolmentKey(
        request.protocol() + ":" + request.digest(), request.applicantKeySha256());
  }

  /**
   * The credential that the first request of this key reserved; IDEMPOTENCY_KEY_REUSED if that
   * request was another one.
   */
  Optional<CredentialRef> find(EnrolmentKey key, String requestDigest) {
    return Optional.ofNullable(reader.read(em -> em.find(EnrolmentRow.class, key)))
        .map(
            row -> {
              if (!row.isFor(requestDigest)) {
                throw new ProblemException(
                    ProblemType.IDEMPOTENCY_KEY_REUSED,
                    "idempotency-key-reused",
                    "The Idempotency-Key was used for another request.");
              }
              return row.ref();
            });
  }

  /** Stores the key with the reservation, which is rolled back if the key is stored already. */
  static UnitOfWork remember(EnrolmentKey key, String requestDigest, CredentialRef ref) {
    RowLookup first = FIRST.at(key.idempotencyKey(), key.applicant());
    UnitOfWork unused =
        em -> {
          if (first.isFound(em)) {
            throw new EnrolledMeanwhileException();
          }
          first.become(FoundRow.present());
        };
    return UnitOfWork.asking(List.of(first), unused)
        .thenReferring(em -> em.persist(new EnrolmentRow(key, requestDigest, ref)));
  }
}
