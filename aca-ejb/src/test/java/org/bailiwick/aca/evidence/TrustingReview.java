package org.bailiwick.aca.evidence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.TrustFolder;
import org.bailiwick.aca.evidence.idevid.DeviceAuthenticator;
import org.bailiwick.aca.evidence.owner.OwnerConsents;
import org.bailiwick.aca.nonce.NonceMint;
import org.bailiwick.aca.person.UserProviders;
import org.bailiwick.aca.person.UserTokens;
import org.bailiwick.aca.testing.TestAttestation;
import org.bailiwick.aca.testing.TestHome;
import org.bailiwick.aca.testing.TestMaker;
import org.bailiwick.aca.testing.TestProvider;

/** A review that trusts one maker and one provider. */
final class TrustingReview {

  private TrustingReview() {}

  static EvidenceReview of(TestMaker maker, TestProvider provider, NonceMint nonces, Clock clock) {
    try {
      TestHome home = new TestHome(Files.createTempDirectory("fuzz"));
      home.write(maker, provider);
      AcaSettings settings = home.settings();
      return new EvidenceReview(
          settings,
          new Attestors(
              DeviceAuthenticator.trusting(settings.folders().of(TrustFolder.DEVICES), clock),
              List.of()),
          nonces,
          TestAttestation.review(settings, clock),
          new UserTokens(new UserProviders(settings.folders().of(TrustFolder.USERS), clock)),
          new OwnerConsents(settings, clock),
          clock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
