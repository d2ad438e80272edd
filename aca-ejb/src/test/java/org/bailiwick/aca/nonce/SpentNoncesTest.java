package org.bailiwick.aca.nonce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.bailiwick.aca.testing.TestLedger;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.writer.UnitOfWork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A nonce is spent once, whatever the clock of the node that cleans up (threat 3). */
class SpentNoncesTest {

  private final TestLedger database = TestLedger.open(Clock.systemUTC());
  private final Nonce nonce = new Nonce("n", Instant.parse("2026-11-27T12:00:00Z"));

  @AfterEach
  void close() {
    database.close();
  }

  /** Five minutes ahead of the node where the nonce has not expired (docs/threat-model.md). */
  @Test
  void isRememberedBeyondItsEnd() {
    commit(SpentNonces.spend(nonce));
    commit(SpentNonces.forgetExpired(nonce.expiresAt().plus(Duration.ofMinutes(6))));
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> commit(SpentNonces.spend(nonce)));
    assertThat(refusal.check()).isEqualTo("nonce-spent");
  }

  @Test
  void isForgottenThen() {
    commit(SpentNonces.spend(nonce));
    commit(SpentNonces.forgetExpired(nonce.expiresAt().plus(SpentNonces.REMEMBERED).plusMillis(1)));
    assertThat(database.count("spent_nonce")).isZero();
  }

  private void commit(UnitOfWork work) {
    database.writer().commit(work);
  }
}
