package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.testing.ScriptedKey;
import org.bailiwick.aca.testing.TestDevice;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.hsm.SigningKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenewalsFirstTest {

  @Test
  void servesARenewalWhileNewEnrolmentsArePostponed(@TempDir Path folder) {
    try (IssuerFixture fixture = new IssuerFixture(folder, 1)) {
      IssuedCredential held = fixture.issue(fixture.device().send());
      SigningKey working = fixture.key.get();
      AtomicReference<ProblemException> refusal = new AtomicReference<>();
      AtomicReference<IssuedCredential> renewed = new AtomicReference<>();
      fixture.key.set(
          ScriptedKey.during(
              working,
              () -> {
                fixture.key.set(working);
                refusal.set(
                    catchThrowableOfType(
                        ProblemException.class, () -> fixture.issue(newcomer(fixture).send())));
                TestDevice device = fixture.device();
                device.request.put("replaces", held.ref().serial().hex());
                renewed.set(fixture.issue(device.send()));
              }));

      fixture.issue(newcomer(fixture).send());

      assertThat(refusal.get().type()).isEqualTo(ProblemType.AUTHORITY_BUSY);
      assertThat(refusal.get().check()).isEqualTo("new-enrolment-postponed");
      assertThat(refusal.get().retryAfter()).isPresent();
      assertThat(renewed.get().ref()).isNotEqualTo(held.ref());
      // The one held before, its renewal, and the new one that had the place.
      assertThat(fixture.database.count("issuance")).isEqualTo(3);
      assertThat(fixture.database.count("spent_nonce")).isEqualTo(3);
    }
  }

  private static TestDevice newcomer(IssuerFixture fixture) {
    TestDevice device = fixture.device();
    device.request.put("name", "newcomer");
    return device;
  }
}
