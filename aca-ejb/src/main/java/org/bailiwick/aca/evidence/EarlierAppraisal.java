package org.bailiwick.aca.evidence;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bailiwick.aca.attestation.AttestationResult;
import org.bailiwick.aca.attestation.AttestationResult.Status;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.contract.attestation.AttesterTrustworthiness;
import org.bailiwick.contract.attestation.RootOfTrust;
import org.bailiwick.contract.credential.AgentInformationExtension;
import org.bailiwick.contract.credential.AttestationSummary;
import org.bailiwick.contract.credential.AttesterTrustworthinessExtension;

/**
 * The appraisal on which a credential of this authority was issued, as its certificate has it. Its
 * time stays that of the appraisal, however often the credential is renewed.
 *
 * @param root the root of trust, if the credential names exactly one
 */
record EarlierAppraisal(AttestationResult result, Optional<RootOfTrust> root) {

  /** The appraisal in this certificate; empty if there was none. */
  static Optional<EarlierAppraisal> in(X509Certificate credential) {
    Optional<AttesterTrustworthiness> trust = AttesterTrustworthinessExtension.find(credential);
    return AgentInformationExtension.attestationIn(encoded(credential))
        .map(summary -> result(summary, trust))
        .filter(result -> result.status() != Status.NONE)
        .map(result -> new EarlierAppraisal(result, onlyRoot(trust)));
  }

  /** The subjects of a renewal, which rest on the same root of trust. */
  List<AttestedSubject> rooting(List<AttestedSubject> subjects) {
    return subjects.stream().map(subject -> root.map(subject::restingOn).orElse(subject)).toList();
  }

  private static AttestationResult result(
      AttestationSummary summary, Optional<AttesterTrustworthiness> trust) {
    Map<String, Integer> vector = trust.map(known -> known.vector().named()).orElse(Map.of());
    return new AttestationResult(
        summary.verifier(),
        Status.valueOf(summary.status().toUpperCase(Locale.ROOT)),
        new TreeMap<>(vector),
        summary.policy(),
        List.of(),
        summary.appraisedAt());
  }

  private static Optional<RootOfTrust> onlyRoot(Optional<AttesterTrustworthiness> trust) {
    return trust
        .map(AttesterTrustworthiness::rootsOfTrust)
        .filter(roots -> roots.size() == 1)
        .map(List::getFirst);
  }

  private static byte[] encoded(X509Certificate credential) {
    try {
      return credential.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate of a connection has an encoding", e);
    }
  }
}
