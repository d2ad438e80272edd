package org.bailiwick.aca.evidence;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.bailiwick.aca.attestation.AttestationResult;
import org.bailiwick.aca.attestation.AttestationResult.Status;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.contract.attestation.AttesterTrustworthiness;
import org.bailiwick.contract.attestation.RootOfTrust;
import org.bailiwick.contract.attestation.TrustVector;
import org.bailiwick.contract.credential.AgentInformationExtension;
import org.bailiwick.contract.credential.AttestationSummary;
import org.bailiwick.contract.credential.AttesterTrustworthinessExtension;

/**
 * The appraisal of a device on which a credential of this authority was issued, as its certificate
 * has it. Its time stays that of the appraisal, however often the credential is renewed.
 *
 * <p>The renewal is for another key. So the appraisal must not be about the key: one that rests on
 * a TPM, an HSM, a container or a Verifier's result for the key ends with its credential.
 */
record EarlierAppraisal(AttestationResult result, RootOfTrust root) {

  private static final String OF_DEVICE = "idevid";

  /** The appraisal in this certificate; empty if there was none, or if it is about the key. */
  static Optional<EarlierAppraisal> in(X509Certificate credential) {
    return AttesterTrustworthinessExtension.find(credential)
        .filter(EarlierAppraisal::isOfDeviceAlone)
        .flatMap(
            trust ->
                AgentInformationExtension.attestationIn(encoded(credential))
                    .map(summary -> result(summary, trust.vector()))
                    .filter(result -> result.status() != Status.NONE)
                    .map(result -> new EarlierAppraisal(result, trust.rootsOfTrust().getFirst())));
  }

  private static boolean isOfDeviceAlone(AttesterTrustworthiness trust) {
    return trust.rootsOfTrust().stream().map(RootOfTrust::kind).toList().equals(List.of(OF_DEVICE));
  }

  /** The subjects of a renewal, which rest on the same root of trust. */
  List<AttestedSubject> rooting(List<AttestedSubject> subjects) {
    return subjects.stream().map(subject -> subject.restingOn(root)).toList();
  }

  private static AttestationResult result(AttestationSummary summary, TrustVector vector) {
    return new AttestationResult(
        summary.verifier(),
        Status.valueOf(summary.status().toUpperCase(Locale.ROOT)),
        new TreeMap<>(vector.named()),
        summary.policy(),
        List.of(),
        summary.appraisedAt());
  }

  private static byte[] encoded(X509Certificate credential) {
    try {
      return credential.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate of a connection has an encoding", e);
    }
  }
}
