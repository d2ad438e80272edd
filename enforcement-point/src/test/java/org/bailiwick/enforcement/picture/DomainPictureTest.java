package org.bailiwick.enforcement.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.enforcement.AgentFacts;
import org.bailiwick.enforcement.CredentialFacts;
import org.bailiwick.enforcement.RevokedSerial;
import org.bailiwick.enforcement.TaskFlow;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.Test;

/** What is known of the domain: threats 41 and 50. */
class DomainPictureTest {
  private final TestClock clock = TestClock.atPresent();
  private final DomainPicture picture = new DomainPicture(clock);

  private AgentFacts agent(String name, String status) {
    return new AgentFacts(
        "spiffe://d.example/agent/" + name,
        status,
        Optional.empty(),
        Optional.of("Treasury"),
        Set.of(),
        Set.of(),
        Optional.of(
            new CredentialFacts(
                "0" + name, Optional.of(clock.instant().plusSeconds(60)), Optional.empty())),
        Optional.empty());
  }

  private Optional<Object> status(String name) {
    return picture
        .of("Agent", "spiffe://d.example/agent/" + name)
        .map(entity -> entity.attributes().get("status"));
  }

  private TaskFlow task(String callee) {
    return new TaskFlow("j/s/t", "txn", "a", callee, clock.instant().plusSeconds(60));
  }

  @Test
  void anAgentIsKnownWhileItIsListed() {
    picture.agent(agent("a", "listed"));
    assertThat(status("a")).contains("listed");
    picture.agent(agent("a", "withdrawn"));
    assertThat(status("a")).isEmpty();
    assertThat(status("b")).isEmpty();
    assertThat(picture.of("Workload", "spiffe://d.example/agent/a")).isEmpty();
  }

  @Test
  void aRevocationStaysAlsoWhenAnOlderPictureComesAfterwards() {
    picture.agent(agent("a", "listed"));
    picture.revoked(new RevokedSerial("CN=x", "0a"));
    assertThat(status("a")).contains("revoked");
    picture.picture();
    picture.agent(agent("a", "listed"));
    picture.synced();
    assertThat(status("a")).contains("revoked");
  }

  @Test
  void aNewPictureForgetsWhatItDoesNotName() {
    picture.agent(agent("a", "listed"));
    picture.task(task("b"));
    picture.picture();
    assertThat(status("a")).as("until it is whole").contains("listed");
    picture.agent(agent("b", "listed"));
    picture.synced();
    assertThat(status("a")).isEmpty();
    assertThat(status("b")).contains("listed");
    assertThat(picture.tasks()).isZero();
  }

  @Test
  void anAgentExpiresByItself() {
    picture.agent(agent("a", "listed"));
    clock.move(Duration.ofSeconds(61));
    assertThat(status("a")).contains("expired");
  }

  @Test
  void aTaskIsLiveUntilItEndsOrExpires() {
    picture.task(task("b"));
    assertThat(picture.hasTask("txn", "b")).isTrue();
    assertThat(picture.hasTask("other", "b")).isFalse();
    assertThat(picture.hasTask("txn", "c")).isFalse();
    picture.taskEnded("j/s/t");
    assertThat(picture.hasTask("txn", "b")).isFalse();
    picture.task(task("b"));
    clock.move(Duration.ofSeconds(61));
    assertThat(picture.hasTask("txn", "b")).isFalse();
  }
}
