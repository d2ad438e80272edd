package org.bailiwick.master.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.Test;

class AgentInventoryTest {

  private static final Capability PARSE = Capability.parse("invoice.parse@1?region=eu");

  private final TestClock clock = TestClock.atPresent();
  private final AgentInventory inventory = new AgentInventory(clock, Duration.ofMinutes(5));

  private KnownAgent agent(String name, int serial, String capability) {
    return new KnownAgent(
        "urn:uuid:" + name,
        AgentId.parse("spiffe://bailiwick.example/agent/" + name),
        CapabilitySet.parse(List.of(capability)),
        Locator.parse("https://127.0.0.1:7001/work"),
        new SerialNumber(BigInteger.valueOf(serial)),
        clock.instant().plus(Duration.ofMinutes(2)),
        "listed",
        Optional.empty());
  }

  @Test
  void findsAgentsThatCoverTheCapability() {
    TestInventory.list(
        inventory, List.of(agent("a", 1, "invoice.parse@1"), agent("b", 2, "fx.rates@1")));
    assertThat(find(PARSE)).map(found -> found.agent().name()).contains("a");
    assertThat(inventory.isAvailable(Capability.parse("invoice.parse@2"))).isFalse();
  }

  /** What a right covers may be narrower than the right. */
  @Test
  void tellsWhichCapabilitiesAreAvailableWithinARight() {
    KnownAgent revoked = agent("d", 4, "fx.rates@1?region=uk");
    TestInventory.list(
        inventory,
        List.of(
            agent("a", 1, "fx.rates@1?region=eu"),
            agent("b", 2, "fx.rates@1?region=us"),
            agent("c", 3, "fx.rates@2"),
            revoked));
    inventory.revoke(revoked.serial());
    Capability all = Capability.parse("fx.rates@1");
    assertThat(inventory.availableWithin(all, 10))
        .extracting(Capability::text)
        .containsExactly("fx.rates@1?region=eu", "fx.rates@1?region=us");
    assertThat(inventory.availableWithin(all, 1)).hasSize(1);
    Capability narrow = Capability.parse("fx.rates@1?region=eu&table=short");
    assertThat(inventory.availableWithin(narrow, 10)).containsExactly(narrow);
    clock.move(Duration.ofMinutes(6));
    assertThat(inventory.availableWithin(all, 10)).isEmpty();
  }

  @Test
  void agentsThatCanDoTheSameTakeTurns() {
    TestInventory.list(
        inventory, List.of(agent("a", 1, "invoice.parse@1"), agent("b", 2, "invoice.parse@1")));
    Set<String> found = new HashSet<>();
    for (int i = 0; i < 2; i++) {
      found.add(find(PARSE).orElseThrow().agent().name());
    }
    assertThat(found).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void threat51AnAgentThatExpiredASecondAgoIsNotUsed() {
    TestInventory.list(inventory, List.of(agent("a", 1, "invoice.parse@1")));
    clock.move(Duration.ofMinutes(2));
    assertThat(find(PARSE)).isEmpty();
    AgentId id = AgentId.parse("spiffe://bailiwick.example/agent/a");
    assertThat(inventory.find(id).orElseThrow().status(clock.instant())).isEqualTo("expired");
  }

  @Test
  void threat29ARevocationHoldsWhateverALaterPageSays() {
    KnownAgent a = agent("a", 1, "invoice.parse@1");
    TestInventory.list(inventory, List.of(a));
    inventory.revoke(a.serial());
    TestInventory.list(inventory, List.of(a));
    assertThat(find(PARSE)).isEmpty();
    assertThat(inventory.lastGone(PARSE)).contains(a.revoked());
  }

  @Test
  void aRefusalCanNameARevokedAgentThatTheRegistryDropped() {
    KnownAgent a = agent("a", 1, "invoice.parse@1");
    TestInventory.list(inventory, List.of(a));
    TestInventory.list(inventory, List.of());
    inventory.revoke(a.serial());
    assertThat(inventory.lastGone(PARSE)).contains(a.revoked());
  }

  @Test
  void anAgentInQuarantineGetsNoStepAndARefusalNamesIt() {
    KnownAgent a = agent("a", 1, "invoice.parse@1");
    TestInventory.list(inventory, List.of(a));
    assertThat(inventory.lastGone(PARSE)).isEmpty();
    KnownAgent hidden = hidden(a);
    TestInventory.list(inventory, List.of(hidden));
    assertThat(find(PARSE)).isEmpty();
    assertThat(inventory.isAvailable(PARSE)).isFalse();
    assertThat(inventory.lastGone(PARSE)).contains(hidden);
    assertThat(inventory.find(a.agent()).orElseThrow().status(clock.instant()))
        .isEqualTo("quarantined");
    TestInventory.list(inventory, List.of(a));
    assertThat(find(PARSE)).isPresent();
    assertThat(inventory.lastGone(PARSE)).isEmpty();
  }

  @Test
  void aRefusalNamesTheAgentThatWasLostLast() {
    KnownAgent a = agent("a", 1, "invoice.parse@1");
    KnownAgent b = agent("b", 2, "invoice.parse@1");
    TestInventory.list(inventory, List.of(a, b));
    change(b.revoked());
    change(hidden(a));
    assertThat(inventory.lastGone(PARSE)).contains(hidden(a));
    change(a);
    change(a.revoked());
    assertThat(inventory.lastGone(PARSE)).contains(a.revoked());
  }

  private static KnownAgent hidden(KnownAgent agent) {
    return new KnownAgent(
        agent.registryId(),
        agent.agent(),
        agent.capabilities(),
        agent.locator(),
        agent.serial(),
        agent.expiresAt(),
        "quarantined",
        agent.responsible());
  }

  @Test
  void aNewCredentialOfARevokedAgentIsUsed() {
    KnownAgent old = agent("a", 1, "invoice.parse@1");
    TestInventory.list(inventory, List.of(old));
    inventory.revoke(old.serial());
    TestInventory.list(inventory, List.of(agent("a", 2, "invoice.parse@1")));
    assertThat(find(PARSE)).isPresent();
  }

  @Test
  void threat50WithoutNewsOfTheRegistryNobodyIsUsable() {
    assertThat(inventory.isFresh()).isFalse();
    KnownAgent a = agent("a", 1, "invoice.parse@1");
    TestInventory.list(inventory, List.of(a));
    clock.move(Duration.ofMinutes(1));
    inventory.confirm();
    clock.move(Duration.ofMinutes(5));
    assertThat(inventory.isFresh()).isFalse();
    assertThat(find(PARSE)).isEmpty();
    assertThat(inventory.find(a.agent())).isEmpty();
  }

  @Test
  void newsOfATimeThatIsFarAheadAreNoNews() {
    TestInventory.list(inventory, List.of(agent("a", 1, "invoice.parse@1")));
    clock.move(Duration.ofDays(-30));
    assertThat(inventory.isFresh()).isFalse();
    assertThat(find(PARSE)).isEmpty();
    inventory.confirm();
    assertThat(inventory.isFresh()).isTrue();
  }

  @Test
  void findsOnlyAgentsThatHaveRoom() {
    KnownAgent a = agent("a", 1, "invoice.parse@1");
    KnownAgent b = agent("b", 2, "invoice.parse@1");
    TestInventory.list(inventory, List.of(a, b));
    for (int i = 0; i < 2; i++) {
      assertThat(inventory.find(PARSE, agent -> agent.equals(b.name()))).contains(b);
    }
    assertThat(inventory.find(PARSE, agent -> false)).isEmpty();
    assertThat(inventory.find(a.agent(), PARSE)).contains(a);
    assertThat(inventory.find(a.agent(), Capability.parse("fx.rates@1"))).isEmpty();
    inventory.revoke(a.serial());
    assertThat(inventory.find(a.agent(), PARSE)).isEmpty();
  }

  @Test
  void aCapabilityLeadsToTheAgentsThatCoverItAndToNoOther() {
    TestInventory.list(
        inventory,
        List.of(
            agent("wide", 1, "invoice.parse@1"),
            agent("eu", 2, "invoice.parse@1?region=eu"),
            agent("us", 3, "invoice.parse@1?region=us"),
            agent("fast", 4, "invoice.parse@1?region=eu&speed=fast"),
            agent("a-eu", 5, "invoice.parse@1?a=1&region=eu"),
            agent("newer", 6, "invoice.parse@2?region=eu"),
            agent("longer", 7, "invoice.parse.more@1?region=eu")));
    assertThat(found("invoice.parse@1?region=eu")).containsExactlyInAnyOrder("wide", "eu");
    assertThat(found("invoice.parse@1?a=1&region=eu&speed=fast"))
        .containsExactlyInAnyOrder("wide", "eu", "fast", "a-eu");
    assertThat(found("invoice.parse@1")).containsExactly("wide");
    assertThat(found("nothing.here@1")).isEmpty();
  }

  /** Whether an agent is there is asked for each job, and must not take the turn of an agent. */
  @Test
  void theQuestionWhetherAnAgentIsThereTakesNoTurn() {
    TestInventory.list(
        inventory, List.of(agent("a", 1, "invoice.parse@1"), agent("b", 2, "invoice.parse@1")));
    Set<String> found = new HashSet<>();
    for (int i = 0; i < 2; i++) {
      assertThat(inventory.isAvailable(PARSE)).isTrue();
      found.add(find(PARSE).orElseThrow().agent().name());
    }
    assertThat(found).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void aPageOfChangesAddsReplacesAndRemoves() {
    KnownAgent b = agent("b", 2, "fx.rates@1");
    TestInventory.list(inventory, List.of(agent("a", 1, "invoice.parse@1"), b));
    change(agent("a", 3, "fx.rates@1"), agent("c", 4, "invoice.parse@1"), b.revoked());
    assertThat(found("invoice.parse@1")).containsExactly("c");
    assertThat(found("fx.rates@1")).containsExactly("a");
    assertThat(inventory.size()).isEqualTo(2);
    assertThat(inventory.find(b.agent()).orElseThrow().status(clock.instant()))
        .isEqualTo("revoked");
    assertThat(inventory.lastGone(Capability.parse("fx.rates@1")))
        .map(each -> each.agent().name())
        .contains("b");
  }

  /** The registry was restored or has other issuing CAs, so the reader begins anew. */
  @Test
  void aNewReadingReplacesWhatIsKnownOnlyWhenItIsComplete() {
    TestInventory.list(
        inventory, List.of(agent("a", 1, "invoice.parse@1"), agent("b", 2, "invoice.parse@1")));
    inventory.apply(page(true, true, agent("b", 2, "invoice.parse@1")));
    assertThat(found("invoice.parse@1")).containsExactlyInAnyOrder("a", "b");
    inventory.apply(page(false, false, agent("c", 3, "invoice.parse@1")));
    assertThat(found("invoice.parse@1")).containsExactlyInAnyOrder("b", "c");
  }

  @Test
  void nobodyIsUsableBeforeTheFirstReadingIsComplete() {
    inventory.apply(page(true, true, agent("a", 1, "invoice.parse@1")));
    assertThat(inventory.isFresh()).isFalse();
    assertThat(inventory.isAvailable(PARSE)).isFalse();
    inventory.apply(page(false, false));
    assertThat(inventory.isAvailable(PARSE)).isTrue();
  }

  @Test
  void anAgentThatBecomesUnreadableIsNotUsedAnyMore() {
    TestInventory.list(inventory, List.of(agent("a", 1, "invoice.parse@1")));
    inventory.apply(
        new ChangesPage(
            false,
            "2",
            false,
            List.of(),
            List.of(
                new ChangesPage.Unreadable("urn:uuid:a", "spiffe://bailiwick.example/agent/a"))));
    assertThat(inventory.isAvailable(PARSE)).isFalse();
    assertThat(inventory.unreadable()).isEqualTo(1);
    change(agent("a", 2, "invoice.parse@1"));
    assertThat(inventory.isAvailable(PARSE)).isTrue();
    assertThat(inventory.unreadable()).isZero();
  }

  private Optional<KnownAgent> find(Capability capability) {
    return inventory.find(capability, agent -> true);
  }

  private Set<String> found(String capability) {
    Set<String> found = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      find(Capability.parse(capability)).ifPresent(each -> found.add(each.agent().name()));
    }
    return found;
  }

  private void change(KnownAgent... agents) {
    inventory.apply(page(false, false, agents));
  }

  private static ChangesPage page(boolean begins, boolean more, KnownAgent... agents) {
    return new ChangesPage(begins, "p" + agents.length, more, List.of(agents), List.of());
  }
}
