package org.bailiwick.ars.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.ars.records.ChangedAgents;
import org.bailiwick.ars.records.RegistryChanges;
import org.bailiwick.ars.records.TestRegistry;
import org.bailiwick.contract.credential.AgentInformation;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.clock.SteadyTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangeFeedTest {
  private static final String CAPABILITY = "invoice.parse@1";

  private TestRegistry registry;
  private ChangeFeed feed;

  @BeforeEach
  void open(@TempDir Path folder) {
    registry = new TestRegistry(folder);
    feed = feed(registry.changes());
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void aFirstReadingHasListedAgentsAndThoseThatEndedEarly() {
    list("1", "reader");
    end(list("2", "revoked"), AgentState.REVOKED);
    end(list("3", "withdrawn"), AgentState.WITHDRAWN);
    end(list("4", "expired"), AgentState.EXPIRED);
    ChangeFeed.Page page = feed.page(Optional.empty());
    assertThat(states(page))
        .containsExactly("reader listed", "revoked revoked", "withdrawn withdrawn");
    assertThat(document(page).getBoolean("begin")).isTrue();
    assertThat(document(page).getBoolean("more")).isFalse();
    assertThat(feed.isBehind(Optional.of(page.next()))).isFalse();
  }

  /** A Master Agent asks by them what an agent inherits. */
  @Test
  void anAgentHasItsOwnerAndItsPrincipalAsItsCredentialStatesThem() {
    list("1", "reader");
    JsonObject view = document(feed.page(Optional.empty())).getJsonArray("agents").getJsonObject(0);
    AgentInformation stated = registry.ca.information(CAPABILITY);
    assertThat(view.getString("owner")).isEqualTo(stated.owner().value());
    JsonObject principal = view.getJsonObject("principal");
    assertThat(principal.getString("kind")).isEqualTo(stated.principal().kind().text());
    assertThat(principal.getString("issuer")).isEqualTo(stated.principal().issuer());
    assertThat(principal.getString("subject")).isEqualTo(stated.principal().subject());
    JsonObject attestation = view.getJsonObject("attestation");
    assertThat(attestation.getString("status")).isEqualTo(stated.attestation().status());
    assertThat(attestation.getString("verifier")).isEqualTo(stated.attestation().verifier());
    assertThat(attestation.getString("policy")).isEqualTo(stated.attestation().policy());
    assertThat(Instant.parse(attestation.getString("appraised_at")))
        .isEqualTo(stated.attestation().appraisedAt());
  }

  @Test
  void aLaterPageHasWhatChangedAndRemovals() {
    AgentRecord first = list("1", "first");
    list("2", "second");
    Optional<ChangePosition> at = after(Optional.empty());
    end(first, AgentState.EXPIRED);
    list("3", "third");
    assertThat(feed.isBehind(at)).isTrue();
    ChangeFeed.Page page = feed.page(at);
    assertThat(states(page)).containsExactly("first expired", "third listed");
    assertThat(document(page).getBoolean("begin")).isFalse();
    assertThat(feed.page(Optional.of(page.next())).next()).isEqualTo(page.next());
  }

  /** 215 such agents made the one answer of earlier versions larger than its reader took. */
  @Test
  void noPageIsLargerThanTheBoundHoweverLongTheAgentsAre() {
    String[] capabilities =
        IntStream.range(0, 100)
            .mapToObj(i -> "a.b@1?k=" + "x".repeat(180) + (100 + i))
            .toArray(String[]::new);
    for (int i = 0; i < 60; i++) {
      registry.list(Integer.toString(i), registry.ca.agent("agent" + i, capabilities));
    }
    Set<String> names = new HashSet<>();
    Optional<ChangePosition> at = Optional.empty();
    boolean more = true;
    int pages = 0;
    while (more) {
      ChangeFeed.Page page = feed.page(at);
      assertThat(page.document().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(1_100_000);
      assertThat(document(page).getBoolean("begin")).isEqualTo(pages == 0);
      names.addAll(states(page));
      more = document(page).getBoolean("more");
      assertThat(page.more()).isEqualTo(more);
      at = Optional.of(page.next());
      pages++;
    }
    assertThat(pages).isGreaterThan(1);
    assertThat(names).hasSize(60);
  }

  /** An agent that ends while the reading goes on was in an earlier page, so it is told again. */
  @Test
  void whatEndsDuringAReadingIsTold() {
    AgentRecord first = list("1", "first");
    ChangePosition middle = feed.page(Optional.empty()).next();
    ChangePosition reading = new ChangePosition(middle.mark(), 1, middle.revision());
    end(first, AgentState.EXPIRED);
    assertThat(states(feed.page(Optional.of(reading)))).containsExactly("first expired");
    assertThat(ChangePosition.parse(reading.toString())).isEqualTo(reading);
  }

  @Test
  void aReaderBeginsAnewAfterARestartOfTheRegistry() {
    list("1", "reader");
    Optional<ChangePosition> at = after(Optional.empty());
    feed = feed(registry.changesAfterRestart());
    assertThat(feed.isBehind(at)).isTrue();
    assertThat(document(feed.page(at)).getBoolean("begin")).isTrue();
    assertThat(states(feed.page(at))).containsExactly("reader listed");
  }

  @Test
  void aReaderBeginsAnewWhenAnIssuingCaIsGone() {
    list("1", "reader");
    Optional<ChangePosition> at = after(Optional.empty());
    registry.issuers(TestCa.create("bailiwick.example", registry.clock).operatorCa());
    assertThat(states(feed.page(at))).containsExactly("reader revoked");
  }

  @Test
  void aReaderThatIsAheadBeginsAnew() {
    list("1", "reader");
    ChangePosition at = feed.page(Optional.empty()).next();
    assertThat(document(feed.page(Optional.of(at.complete(at.revision() + 1)))).getBoolean("begin"))
        .isTrue();
  }

  @Test
  void whatIsRevokedInMemoryAloneIsToldAsRevoked() {
    TestLeaf leaf = registry.ca.agent("reader", CAPABILITY);
    registry.list("1", leaf);
    registry.revoke(leaf);
    assertThat(states(feed.page(Optional.empty()))).containsExactly("reader revoked");
  }

  @Test
  void oneRowThatCannotBeReadLeavesTheOthers() {
    AgentRecord spoilt = list("1", "spoilt");
    list("2", "reader");
    registry.spoil(spoilt);
    assertThat(states(feed.page(Optional.empty())))
        .containsExactly("spoilt unreadable", "reader listed");
  }

  @Test
  void answersNothingWhileTheStatusIsStale() {
    list("1", "reader");
    registry.goStale();
    assertProblem(() -> feed.page(Optional.empty()), ProblemType.DEPENDENCY_UNAVAILABLE);
    assertProblem(() -> feed.isBehind(Optional.empty()), ProblemType.DEPENDENCY_UNAVAILABLE);
  }

  /** Such an agent is neither unreadable nor revoked. */
  @Test
  void answersNothingWhileTheStatusOfCredentialsIsStale() {
    list("1", "reader");
    registry.goStaleForCredentials();
    assertProblem(() -> feed.page(Optional.empty()), ProblemType.DEPENDENCY_UNAVAILABLE);
  }

  @Test
  void aMadeUpPositionIsRefused() {
    for (String text : List.of("", "7", "0123456789abcdef.-1", "0123456789abcdef.1.0", "x.1")) {
      assertProblem(() -> ChangePosition.parse(text), ProblemType.MALFORMED_REQUEST);
    }
  }

  @Test
  void everyChangeRaisesTheRevisionOnce() {
    long before = registry.records().revision().number();
    AgentRecord listed = list("1", "reader");
    assertThat(registry.records().revision().number()).isEqualTo(before + 1);
    end(listed, AgentState.REVOKED);
    end(listed, AgentState.REVOKED);
    end(listed, AgentState.EXPIRED);
    assertThat(registry.records().revision().number()).isEqualTo(before + 2);
  }

  private ChangeFeed feed(RegistryChanges changes) {
    return new ChangeFeed(
        registry.records(),
        new ChangedAgents(registry.freshReader()),
        changes,
        registry.status(),
        new SteadyTime(registry.clock, () -> Duration.ZERO.toNanos()));
  }

  private Optional<ChangePosition> after(Optional<ChangePosition> before) {
    return Optional.of(feed.page(before).next());
  }

  private AgentRecord list(String number, String name) {
    return registry.list(number, registry.ca.agent(name, CAPABILITY));
  }

  private void end(AgentRecord record, AgentState state) {
    registry.end(record, state);
  }

  private static JsonObject document(ChangeFeed.Page page) {
    return StrictJson.object(page.document());
  }

  /** Name and state of each agent of the page. */
  private static List<String> states(ChangeFeed.Page page) {
    List<String> states = new ArrayList<>();
    for (JsonObject view : document(page).getJsonArray("agents").getValuesAs(JsonObject.class)) {
      String name = view.getString("agent");
      states.add(name.substring(name.lastIndexOf('/') + 1) + " " + view.getString("state"));
    }
    return states;
  }

  private static void assertProblem(Runnable call, ProblemType type) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.type()).isEqualTo(type));
  }
}
