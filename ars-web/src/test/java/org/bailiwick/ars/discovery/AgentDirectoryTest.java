package org.bailiwick.ars.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.TestRegistry;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.lists.PageTokens;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentDirectoryTest {
  private static final String EU = "invoice.parse@1?region=eu";

  private TestRegistry registry;
  private long nanos;
  private AgentDirectory directory;
  private VerifiedPeer peer;

  @BeforeEach
  void open(@TempDir Path folder) {
    registry = new TestRegistry(folder);
    SteadyTime time = new SteadyTime(registry.clock, () -> nanos);
    directory = directory(time, 2000);
    peer = TestPeers.of(Kind.AGENT, registry.ca.agent("asker", "a.b@1").certificate());
  }

  private AgentDirectory directory(SteadyTime time, int mostRead) {
    PageTokens tokens = PageTokens.ofAllNodes(registry.writer());
    return new AgentDirectory(
        registry.records(),
        registry.status(),
        time,
        tokens,
        TestDirectories.findable(registry, registry.gate()),
        mostRead);
  }

  /** Each directory has a key source of its own, as each process has. */
  @Test
  void aSearchThatBeganAtOneNodeGoesOnAtAnother() {
    for (int i = 100; i < 151; i++) {
      list(Integer.toString(i), "agent" + i, EU);
    }
    Optional<String> next = directory.search(peer, Capability.parse(EU), Optional.empty()).next();
    AgentDirectory other = directory(new SteadyTime(registry.clock, () -> nanos), 2000);
    assertThat(other.search(peer, Capability.parse(EU), next).agents()).hasSize(1);
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void findsAgentsOfWhichACapabilityCoversTheOneAskedFor() {
    list("1", "wide", "invoice.parse@1");
    list("2", "eu", EU);
    list("3", "us", "invoice.parse@1?region=us");
    list("4", "eu-fast", "invoice.parse@1?region=eu&speed=fast");
    list("5", "newer", "invoice.parse@2?region=eu");
    list("6", "longer", "invoice.parse.more@1?region=eu");
    assertThat(names(EU)).containsExactly("wide", "eu");
    assertThat(names("invoice.parse@1")).containsExactly("wide");
    assertThat(names("invoice.parse@1?region=eu&speed=fast"))
        .containsExactly("wide", "eu", "eu-fast");
    assertThat(names("nothing.here@1")).isEmpty();
  }

  @Test
  void showsOneAgentByItsIdentifier() {
    AgentRecord listed = list("1", "reader", EU);
    assertThat(directory.require(listed.identifier())).isEqualTo(listed);
    for (String other : List.of(TestRegistry.identifier("2"), "1", "' or 1=1 --", "urn:uuid:")) {
      assertUnknown(() -> directory.require(other));
    }
  }

  /** The credential has expired in this second, and the timer has not run yet. */
  @Test
  void doesNotShowWhatHasExpiredAtThisSecond() {
    AgentRecord listed = list("1", "reader", EU);
    passUntil(listed, Duration.ofSeconds(-1));
    assertThat(names(EU)).containsExactly("reader");
    pass(Duration.ofSeconds(1));
    assertThat(names(EU)).isEmpty();
    assertUnknown(() -> directory.require(listed.identifier()));
  }

  /** The clock jumps ahead and back again. */
  @Test
  void clockThatJumpsHidesAndNeverReveals() {
    AgentRecord listed = list("1", "reader", EU);
    registry.clock.move(Duration.between(registry.clock.instant(), listed.credential().notAfter()));
    assertThat(names(EU)).isEmpty();
    registry.clock.move(Duration.ofDays(-1));
    assertThat(names(EU)).containsExactly("reader");
    nanos += Duration.ofDays(31).toNanos();
    assertThat(names(EU)).isEmpty();
  }

  @Test
  void doesNotShowWhatIsRevokedInMemoryAlone() {
    TestLeaf leaf = registry.ca.agent("reader", EU);
    AgentRecord listed = registry.list("1", leaf);
    registry.revoke(leaf);
    assertThat(names(EU)).isEmpty();
    assertUnknown(() -> directory.require(listed.identifier()));
  }

  /** The authority no longer uses the issuing CA that signed the credential. */
  @Test
  void doesNotShowCredentialsOfAnIssuerThatIsGone() {
    list("1", "reader", EU);
    registry.issuers(TestCa.create("bailiwick.example", registry.clock).operatorCa());
    assertThat(names(EU)).isEmpty();
  }

  /**
   * The revocation data are older than the bound, so every read is refused, also a search that
   * would find nothing.
   */
  @Test
  void answersNothingWhileTheStatusIsStale() {
    AgentRecord listed = list("1", "reader", EU);
    registry.goStale();
    for (ThrowingCallable read :
        List.<ThrowingCallable>of(
            () -> names(EU),
            () -> names("nothing.here@1"),
            () -> directory.require(listed.identifier()))) {
      assertProblem(read, ProblemType.DEPENDENCY_UNAVAILABLE);
    }
  }

  @Test
  void givesPagesInTheOrderOfIdentifiersWithoutGapOrRepetition() {
    List<String> expected = new ArrayList<>();
    for (int i = 100; i < 230; i++) {
      list(Integer.toString(i), "agent" + i, i % 2 == 0 ? EU : "invoice.parse@1?region=us");
      if (i % 2 == 0) {
        expected.add("agent" + i);
      }
    }
    List<String> found = new ArrayList<>();
    Optional<String> token = Optional.empty();
    int pages = 0;
    do {
      AgentDirectory.Found page = directory.search(peer, Capability.parse(EU), token);
      page.agents().forEach(record -> found.add(record.agent().name()));
      token = page.next();
      pages++;
    } while (token.isPresent());
    assertThat(found).isEqualTo(expected);
    assertThat(pages).isEqualTo(2);
  }

  /** A search that finds next to nothing among very many agents goes on in the next page. */
  @Test
  void noSearchReadsEveryRecord() {
    for (int i = 100; i < 310; i++) {
      list(Integer.toString(i), "agent" + i, i == 305 ? EU : "invoice.parse@1?region=us");
    }
    SteadyTime time = new SteadyTime(registry.clock, () -> nanos);
    directory = directory(time, 200);
    AgentDirectory.Found first = directory.search(peer, Capability.parse(EU), Optional.empty());
    assertThat(first.agents()).isEqualTo(List.of());
    assertThat(first.next()).isPresent();
    AgentDirectory.Found second = directory.search(peer, Capability.parse(EU), first.next());
    assertThat(second.agents()).hasSize(1);
    assertThat(second.next()).isEmpty();
  }

  /** Threat 54: the page is as full as without the hidden agents, so it does not tell of them. */
  @Test
  void whatPolicyHidesIsNotFound(@TempDir Path folder) {
    for (int i = 100; i < 151; i++) {
      list(Integer.toString(i), i == 120 ? "secret" : "agent" + i, EU);
    }
    directory =
        TestDirectories.of(
            registry,
            new SteadyTime(registry.clock, () -> nanos),
            TestDirectories.hiding(registry, folder, "secret"));
    AgentDirectory.Found page = directory.search(peer, Capability.parse(EU), Optional.empty());
    assertThat(page.agents()).hasSize(50);
    assertThat(names(EU)).doesNotContain("secret").contains("agent150");
  }

  @Test
  void pageTokenOfAnotherSearchIsRefused() {
    for (int i = 100; i < 151; i++) {
      list(Integer.toString(i), "agent" + i, EU);
    }
    Optional<String> token = directory.search(peer, Capability.parse(EU), Optional.empty()).next();
    assertThat(token).isPresent();
    assertProblem(
        () -> directory.search(peer, Capability.parse("invoice.parse@1"), token),
        ProblemType.MALFORMED_REQUEST);
  }

  private AgentRecord list(String number, String name, String capability) {
    return registry.list(number, registry.ca.agent(name, capability));
  }

  private List<String> names(String capability) {
    return directory.search(peer, Capability.parse(capability), Optional.empty()).agents().stream()
        .map(record -> record.agent().name())
        .toList();
  }

  private void passUntil(AgentRecord record, Duration from) {
    pass(Duration.between(registry.clock.instant(), record.credential().notAfter()).plus(from));
  }

  private void pass(Duration time) {
    registry.clock.move(time);
    nanos += time.toNanos();
  }

  private static void assertUnknown(ThrowingCallable call) {
    assertProblem(call, ProblemType.AGENT_UNKNOWN);
  }

  private static void assertProblem(ThrowingCallable call, ProblemType type) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.type()).isEqualTo(type));
  }
}
