package org.bailiwick.aca.testing;

import java.nio.file.Path;
import java.time.Clock;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.TrustFolder;
import org.bailiwick.aca.attestation.ReferenceValueVerifier;
import org.bailiwick.aca.attestation.verifier.AppointedVerifier;
import org.bailiwick.aca.attestation.verifier.TrustedVerifiers;
import org.bailiwick.aca.evidence.AttestationReview;

/** The review of attestation as the wiring makes it. */
public final class TestAttestation {

  private TestAttestation() {}

  public static AttestationReview review(AcaSettings settings, Clock clock) {
    Path folder = settings.folders().of(TrustFolder.DEVICES).resolveSibling("verifiers");
    TrustedVerifiers outside = new TrustedVerifiers(folder, clock);
    return new AttestationReview(
        new AppointedVerifier(
            outside,
            new ReferenceValueVerifier(settings.folders().of(TrustFolder.REFERENCE_VALUES), clock),
            clock),
        outside);
  }
}
