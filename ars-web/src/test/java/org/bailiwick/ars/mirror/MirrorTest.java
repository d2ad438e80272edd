package org.bailiwick.ars.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.bailiwick.ars.agreement.TestAgreements;
import org.bailiwick.ars.records.TestRegistry;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.clock.SteadyTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MirrorTest {
  private static final TrustDomain PARTNER = TrustDomain.parse("partner.example");
  private static final int MOST = 1000;

  private TestRegistry registry;
  private TestAgreements files;
  private MirrorStore store;
  private MirrorFreshness freshness;
  private ForeignAgents agents;
  private long nanos;

  @BeforeEach
  void open(@TempDir Path folder) throws IOException {
    registry = new TestRegistry(folder);
    files = new TestAgreements(folder.resolve("registries"), registry.ca.domain());
    agree();
    store = new MirrorStore(registry.reads(), registry.writer());
    freshness = new MirrorFreshness(files.agreements(), store::states, registry.clock, () -> nanos);
    agents =
        new ForeignAgents(registry.reads(), freshness, new SteadyTime(registry.clock, () -> 0));
  }

  private void agree() throws IOException {
    files.write(
        "partner.example",
        TestAgreements.imports("partner.example", "fx.rates@1", ", \"freshness\": \"PT60S\""));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void agentsAreShownOnceTheReadingIsComplete() {
    take(begin("e.1"), true, List.of(agent(1)), List.of());
    assertThat(names()).isEmpty();
    assertThat(closed()).isEqualTo("incomplete");
    take(next("e.2"), false, List.of(agent(2)), List.of());
    assertThat(names()).containsExactly("a1", "a2");
    assertThat(agents.find(id(1))).hasSize(1);
    assertThat(agents.find(id(1)).getFirst().view().getString("domain"))
        .isEqualTo("partner.example");
    take(next("e.3"), false, List.of(), List.of(id(1)));
    assertThat(names()).containsExactly("a2");
    assertThat(store.state(PARTNER).agents()).isEqualTo(1);
  }

  @Test
  void aNewReadingForgetsWhatTheOneBeforeHad() {
    take(begin("e.1"), false, List.of(agent(1), agent(2)), List.of());
    take(begin("f.1"), false, List.of(agent(2)), List.of());
    assertThat(names()).containsExactly("a2");
    store.sweep(store.state(PARTNER));
    assertThat(registry.count("foreign_agent")).isEqualTo(1);
    assertThat(registry.count("foreign_capability")).isEqualTo(1);
  }

  /** Such a reading knows no agent by its identifiers. */
  @Test
  void aReadingOfAnEarlierVersionIsMadeAnewAndShownUntilThen() {
    take(begin("e.1"), false, List.of(agent(1)), List.of());
    assertThat(store.state(PARTNER).position()).isEqualTo("e.1");
    registry.run("update mirror set with_identifiers = false");
    freshness.changed();
    assertThat(store.state(PARTNER).position()).isEmpty();
    assertThat(names()).containsExactly("a1");
    take(begin("e.2"), false, List.of(agent(1)), List.of());
    assertThat(store.state(PARTNER).position()).isEqualTo("e.2");
  }

  @Test
  void aPageCountsOnce() {
    MirrorState before = store.state(PARTNER);
    ExportPage page = page(begin("e.1"), false, List.of(agent(1)), List.of());
    store.take(before, page, MOST);
    assertThatThrownBy(() -> store.take(before, page, MOST))
        .extracting("check")
        .isEqualTo("mirror-moved");
  }

  @Test
  void aDomainWithTooManyAgentsIsClosed() {
    take(begin("e.1"), false, List.of(agent(1), agent(2)), List.of());
    assertThatThrownBy(
            () ->
                store.take(
                    store.state(PARTNER),
                    page(next("e.2"), false, List.of(agent(3)), List.of()),
                    2))
        .isInstanceOf(ProblemException.class)
        .extracting("check")
        .isEqualTo("mirror-quota");
    assertThat(registry.count("foreign_agent")).isEqualTo(2);
    store.close(PARTNER);
    freshness.changed();
    assertThat(names()).isEmpty();
    assertThat(store.state(PARTNER).position()).isEmpty();
  }

  /** Threat 50. */
  @Test
  void aDomainIsClosedWhenItsKnowledgeIsTooOld() {
    take(begin("e.1"), false, List.of(agent(1)), List.of());
    pass(Duration.ofSeconds(50));
    assertThat(names()).containsExactly("a1");
    pass(Duration.ofSeconds(10));
    assertThat(names()).isEmpty();
    assertThat(agents.find(id(1))).isEmpty();
    assertThat(closed()).isEqualTo("not-heard");
    take(next("e.1"), false, List.of(), List.of());
    assertThat(names()).as("heard of again").containsExactly("a1");
  }

  /** Threat 51: the clock is set back while the partner is cut off. */
  @Test
  void noClockProlongsWhatIsKnown() {
    take(begin("e.1"), false, List.of(agent(1)), List.of());
    nanos += Duration.ofSeconds(61).toNanos();
    registry.clock.move(Duration.ofDays(-1));
    assertThat(names()).isEmpty();
  }

  /** A partner whose clock is ahead would seem to know what is yet to come. */
  @Test
  void aTimeThatIsAheadIsNoKnowledge() {
    store.take(
        store.state(PARTNER),
        new ExportPage(
            true,
            "e.1",
            registry.clock.instant().plusSeconds(90),
            false,
            List.of(agent(1)),
            List.of()),
        MOST);
    freshness.changed();
    assertThat(closed()).isEqualTo("not-heard");
  }

  @Test
  void anExpiredAgentIsNotShown() {
    take(
        begin("e.1"),
        false,
        List.of(agent(1, registry.clock.instant().minusSeconds(1))),
        List.of());
    assertThat(names()).isEmpty();
  }

  @Test
  void withoutTheAgreementNothingIsShownAndEverythingGoes() throws IOException {
    List<ForeignAgent> many =
        new ArrayList<>(IntStream.range(1, 501).mapToObj(MirrorTest::agent).toList());
    take(begin("e.1"), false, many, List.of());
    assertThat(names()).hasSize(500);
    files.remove("partner.example");
    assertThat(names()).isEmpty();
    store.drop(
        "partner.example", AuditEntry.of("mirror.dropped", Outcome.DONE, "", "partner.example"));
    assertThat(registry.count("foreign_agent")).isZero();
    assertThat(registry.count("foreign_capability")).isZero();
    assertThat(registry.count("mirror")).isZero();
  }

  private record Place(boolean begins, String until) {}

  private static Place begin(String until) {
    return new Place(true, until);
  }

  private static Place next(String until) {
    return new Place(false, until);
  }

  private void take(Place place, boolean more, List<ForeignAgent> told, List<String> removed) {
    store.take(store.state(PARTNER), page(place, more, told, removed), MOST);
    freshness.changed();
  }

  private ExportPage page(
      Place place, boolean more, List<ForeignAgent> told, List<String> removed) {
    return new ExportPage(
        place.begins(), place.until(), registry.clock.instant(), more, told, removed);
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
    registry.clock.move(time);
  }

  private String closed() {
    return freshness.find(PARTNER).orElseThrow().closed().orElse("open");
  }

  private List<String> names() {
    return agents.candidates(Set.of(PARTNER), Set.of("fx.rates"), MOST).stream()
        .map(shown -> shown.agent().record().agent().name())
        .toList();
  }

  private static String id(int number) {
    return TestRegistry.identifier(String.valueOf(number));
  }

  private static ForeignAgent agent(int number) {
    return agent(number, Instant.parse("2099-01-01T00:00:00Z"));
  }

  private static ForeignAgent agent(int number, Instant expires) {
    return ForeignAgent.read(
        StrictJson.object(
            """
            {"id":"%s","agent":"spiffe://partner.example/agent/a%d","owner":"Treasury",
             "capabilities":["fx.rates@1"],"locator":"https://rates.example/work",
             "validation_methods":["mtls"],"serial":"0a","expires_at":"%s"}
            """
                .formatted(id(number), number, expires)),
        PARTNER);
  }
}
