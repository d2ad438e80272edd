package org.bailiwick.aca.evidence;

import static org.bailiwick.aca.evidence.attestor.EvidenceRefusal.rejected;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bailiwick.aca.attestation.ear.EarToken;
import org.bailiwick.aca.attestation.token.ConveyedToken;
import org.bailiwick.aca.evidence.attestor.EvidenceItem;
import org.bailiwick.aca.evidence.csr.CertificationRequest;
import org.bailiwick.aca.evidence.request.KeyClaim;
import org.bailiwick.aca.evidence.request.Submission;

/** The Evidence and the Attestation Result of a request, at most one of each. */
record AttestationTokens(Optional<Presented> evidence, Optional<Presented> result) {

  /** The type of an item with a Verifier's result, for which there is no attestor. */
  static final String RESULT_TYPE = "attestation-result";

  /** A token and its place. */
  record Presented(ConveyedToken token, Place place) {}

  /** The places of a request that may hold a token. */
  enum Place {
    /** A member of the request; the statement contains its digest. */
    IN_MEMBER,
    /** The CSR; the token in it must name the CSR's key (csr-attestation section 6.1). */
    IN_CSR
  }

  /** Reads all places of an enrolment, and refuses two tokens of one kind. */
  static AttestationTokens of(Submission submission) {
    AttestationTokens inRequest =
        switch (submission.key()) {
          case KeyClaim.Csr csr -> inRequest(csr.der().bytes());
          case KeyClaim.Bare bare -> new AttestationTokens(Optional.empty(), Optional.empty());
        };
    List<Presented> results =
        submission.evidence().stream()
            .filter(AttestationTokens::isResult)
            .map(item -> inMember("ear", item.value()))
            .toList();
    if (results.size() > 1) {
      throw rejected("evidence-type-twice", "Two pieces of evidence are of one type.");
    }
    Optional<Presented> eat = submission.eat().map(text -> inMember("eat", text));
    return new AttestationTokens(
        one(Stream.concat(eat.stream(), inRequest.evidence().stream())),
        one(Stream.concat(results.stream(), inRequest.result().stream())));
  }

  /** Reads the tokens of a verified PKCS#10 request. */
  static AttestationTokens inRequest(byte[] csr) {
    List<ConveyedToken> tokens = CertificationRequest.attestations(csr);
    return new AttestationTokens(
        one(
            tokens.stream()
                .filter(token -> !EarToken.isResult(token))
                .map(AttestationTokens::inCsr)),
        one(tokens.stream().filter(EarToken::isResult).map(AttestationTokens::inCsr)));
  }

  boolean isEmpty() {
    return evidence.isEmpty() && result.isEmpty();
  }

  static boolean isResult(EvidenceItem item) {
    return item.type().equals(RESULT_TYPE);
  }

  private static Presented inMember(String what, String text) {
    return new Presented(ConveyedToken.parse(what, text), Place.IN_MEMBER);
  }

  private static Presented inCsr(ConveyedToken token) {
    return new Presented(token, Place.IN_CSR);
  }

  private static Optional<Presented> one(Stream<Presented> found) {
    List<Presented> all = found.toList();
    if (all.size() > 1) {
      throw rejected("attestation-twice", "The request has two attestations of one kind.");
    }
    return all.stream().findFirst();
  }
}
