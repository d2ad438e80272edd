package org.bailiwick.master.enforcementfeed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.Test;

/** Threat 67: an enforcement point that opens feeds and takes nothing. */
class OpenStreamsTest {
  private final OpenStreams streams = new OpenStreams();

  private static FeedStream stream(String point) {
    FeedTarget nobody =
        new FeedTarget() {
          @Override
          public boolean send(Optional<String> id, String name, String data) {
            return false;
          }

          @Override
          public void close() {}
        };
    return new FeedStream(
        point,
        new FeedStream.Source(new FeedPicture(), () -> true, TestClock.atPresent()),
        nobody,
        () -> {},
        Optional.empty());
  }

  private ProblemException refusal(String point) {
    return catchThrowableOfType(ProblemException.class, () -> streams.begin(point, stream(point)));
  }

  @Test
  void streamsOfOnePointThatHaveNotEndedAreBoundedAndOthersAreServed() {
    List<FeedStream> open = new ArrayList<>();
    for (int i = 0; i < OpenStreams.MOST_OF_POINT; i++) {
      open.add(stream("nginx-1"));
      streams.begin("nginx-1", open.getLast());
    }
    assertThat(refusal("nginx-1").type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS);
    assertThat(refusal("nginx-2")).isNull();
    assertThat(streams.points()).isEqualTo(2);
    streams.end("nginx-1", open.getFirst());
    assertThat(streams.points()).as("the newest goes on").isEqualTo(2);
    assertThat(refusal("nginx-1")).isNull();
    assertThat(refusal("nginx-1")).isNotNull();
  }

  @Test
  void pointsAreBoundedAndWhoFollowsMayComeAgain() {
    for (int i = 0; i < OpenStreams.MOST_POINTS; i++) {
      assertThat(refusal("point-" + i)).isNull();
    }
    assertThat(refusal("one-more").check()).isEqualTo("enforcement-feeds");
    assertThat(refusal("point-7")).isNull();
  }
}
