package org.bailiwick.aca.crl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import org.bailiwick.aca.testing.TestLedger;
import org.bailiwick.contract.problem.ProblemException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CrlArchiveTest {

  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  private final TestLedger database = TestLedger.open(Clock.systemUTC());
  private final CrlArchive archive = new CrlArchive(database.reader(), database.writer());

  @AfterEach
  void close() {
    database.close();
  }

  /** It would have the higher number and lack what the other node listed. */
  @Test
  void refusesACrlThatAnotherNodeOvertook() {
    add(100, 0);
    add(131, 100);
    assertThatThrownBy(() -> add(160, 100))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refusal -> assertThat(refusal.check()).isEqualTo("crl-overtaken"));
    assertThat(archive.latest("issuing-1", 0).orElseThrow().number()).isEqualTo(131);
  }

  @Test
  void countsEachSeriesForItself() {
    add(100, 0);
    archive.add(new CrlKey("issuing-1", 1, 100), crl(100), 0);
    archive.add(new CrlKey("issuing-2", 0, 100), crl(100), 0);
    add(101, 100);
    assertThat(archive.latest("issuing-1", 0).orElseThrow().number()).isEqualTo(101);
  }

  private void add(long number, long before) {
    archive.add(new CrlKey("issuing-1", 0, number), crl(number), before);
  }

  private static PublishedCrl crl(long number) {
    return PublishedCrl.of(
        new PublishedCrl.Edition(number, NOW, NOW.plusSeconds(60)), new byte[] {1});
  }
}
