package org.bailiwick.bench.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.bailiwick.bench.load.LoadResult;
import org.junit.jupiter.api.Test;

class StepPausesTest {
  private final StepPauses pauses = new StepPauses();

  @Test
  void aPauseLiesBetweenAnAnswerAndTheNextCallOfTheSameChain() throws InterruptedException {
    pauses.called("a");
    pauses.answering("a");
    Thread.sleep(20);
    pauses.called("b");
    pauses.called("a");

    LoadResult taken = pauses.taken();

    assertThat(taken.good()).isEqualTo(1);
    assertThat(taken.millis(1)).isGreaterThanOrEqualTo(20);
  }

  @Test
  void whatWasTakenIsNotCountedAgain() {
    pauses.answering("a");
    pauses.called("a");

    assertThat(pauses.taken().good()).isEqualTo(1);
    assertThat(pauses.taken().good()).isZero();
  }

  @Test
  void aChainThatIsUnderWayWhenTheMeasurementBeginsIsNotCounted() {
    pauses.answering("a");
    assertThat(pauses.taken().good()).isZero();

    pauses.called("a");

    assertThat(pauses.taken().good()).isZero();
  }
}
