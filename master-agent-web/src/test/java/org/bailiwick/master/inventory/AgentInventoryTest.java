package org.bailiwick.master.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
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
        "listed");
  }

  @Test
  void findsAgentsThatCoverTheCapability() {
    inventory.replace("1", List.of(agent("a", 1, "invoice.parse@1"), agent("b", 2, "fx.rates@1")));
    assertThat(inventory.find(PARSE)).map(found -> found.agent().name()).contains("a");
    assertThat(inventory.isAvailable(Capability.parse("invoice.parse@2"))).isFalse();
  }

  @Test
  void agentsThatCanDoTheSameTakeTurns() {
    inventory.replace(
        "1", List.of(agent("a", 1, "invoice.parse@1"), agent("b", 2, "invoice.parse@1")));
    Set<String> found = new HashSet<>();
    for (int i = 0; i < 2; i++) {
      found.add(inventory.find(PARSE).orElseThrow().agent().name());
    }
    assertThat(found).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void threat51AnAgentThatExpiredASecondAgoIsNotUsed() {
    inventory.replace("1", List.of(agent("a", 1, "invoice.parse@1")));
    clock.move(Duration.ofMinutes(2));
    assertThat(inventory.find(PARSE)).isEmpty();
    AgentId id = AgentId.parse("spiffe://bailiwick.example/agent/a");
    assertThat(inventory.find(id).orElseThrow().status(clock.instant())).isEqualTo("expired");
  }

  @Test
  void threat29ARevocationHoldsWhateverALaterSnapshotSays() {
    KnownAgent a = agent("a", 1, "invoice.parse@1");
    inventory.replace("1", List.of(a));
    inventory.revoke(a.serial());
    inventory.replace("2", List.of(a));
    assertThat(inventory.find(PARSE)).isEmpty();
    assertThat(inventory.revokedFor(PARSE)).extracting(each -> each.agent().name()).contains("a");
  }

  @Test
  void aRefusalCanNameARevokedAgentThatTheRegistryDropped() {
    KnownAgent a = agent("a", 1, "invoice.parse@1");
    inventory.replace("1", List.of(a));
    inventory.replace("2", List.of());
    inventory.revoke(a.serial());
    assertThat(inventory.revokedFor(PARSE)).extracting(each -> each.agent().name()).contains("a");
  }

  @Test
  void aNewCredentialOfARevokedAgentIsUsed() {
    KnownAgent old = agent("a", 1, "invoice.parse@1");
    inventory.replace("1", List.of(old));
    inventory.revoke(old.serial());
    inventory.replace("2", List.of(agent("a", 2, "invoice.parse@1")));
    assertThat(inventory.find(PARSE)).isPresent();
  }

  @Test
  void threat50WithoutNewsOfTheRegistryNobodyIsUsable() {
    assertThat(inventory.isFresh()).isFalse();
    KnownAgent a = agent("a", 1, "invoice.parse@1");
    inventory.replace("1", List.of(a));
    clock.move(Duration.ofMinutes(1));
    inventory.confirm();
    clock.move(Duration.ofMinutes(5));
    assertThat(inventory.isFresh()).isFalse();
    assertThat(inventory.find(PARSE)).isEmpty();
    assertThat(inventory.find(a.agent())).isEmpty();
  }

  @Test
  void newsOfATimeThatIsFarAheadAreNoNews() {
    inventory.replace("1", List.of(agent("a", 1, "invoice.parse@1")));
    clock.move(Duration.ofDays(-30));
    assertThat(inventory.isFresh()).isFalse();
    assertThat(inventory.find(PARSE)).isEmpty();
    inventory.confirm();
    assertThat(inventory.isFresh()).isTrue();
  }

  @Test
  void findsOnlyAgentsThatHaveRoom() {
    KnownAgent a = agent("a", 1, "invoice.parse@1");
    KnownAgent b = agent("b", 2, "invoice.parse@1");
    inventory.replace("1", List.of(a, b));
    for (int i = 0; i < 2; i++) {
      assertThat(inventory.find(PARSE, agent -> agent.equals(b.agent()))).contains(b);
    }
    assertThat(inventory.find(PARSE, agent -> false)).isEmpty();
    assertThat(inventory.find(a.agent(), PARSE)).contains(a);
    assertThat(inventory.find(a.agent(), Capability.parse("fx.rates@1"))).isEmpty();
    inventory.revoke(a.serial());
    assertThat(inventory.find(a.agent(), PARSE)).isEmpty();
  }
}
