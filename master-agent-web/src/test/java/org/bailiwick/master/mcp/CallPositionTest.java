package org.bailiwick.master.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallPositionTest {

  @Test
  void anEventIdSaysWhereTheStreamIs() {
    for (Optional<String> token :
        List.of(Optional.of("\"t\""), Optional.of("5"), Optional.<String>empty())) {
      CallPosition position = new CallPosition("job-1", "\"a.b\\n\"", token);
      assertThat(CallPosition.read(position.eventId(1500))).isEqualTo(position);
      assertThat(position.eventId(7)).matches("[A-Za-z0-9._-]+");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "job",
        "job.MQ.",
        "job.MQ..1.2",
        "job.!.!.1",
        "job..MQ.1",
        "job.e30..1",
        "job.MQ.e30.1",
        "job.ew..1"
      })
  void refusesWhatItHasNotSent(String eventId) {
    assertThat(
            catchThrowableOfType(ProblemException.class, () -> CallPosition.read(eventId)).check())
        .isEqualTo("mcp-event-id");
  }

  @Test
  void refusesALongOne() {
    assertThat(
            catchThrowableOfType(
                    ProblemException.class, () -> CallPosition.read("j".repeat(3000) + ".MQ..1"))
                .check())
        .isEqualTo("mcp-event-id");
  }
}
