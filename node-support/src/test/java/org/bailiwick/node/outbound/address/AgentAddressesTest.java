package org.bailiwick.node.outbound.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentAddressesTest {
  private final AgentAddresses service = AgentAddresses.withoutLoopback();
  private final AgentAddresses tryOut = AgentAddresses.withLoopback();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "169.254.169.254",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::127.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:0:7f00:1",
        "64:ff9b::7f00:1",
        "2001::1",
        "2002:7f00:1::",
        "fe80::1",
        "fec0::1",
        "ff02::1"
      })
  void noAgentHasSuchAnAddress(String literal) {
    assertThatThrownBy(() -> resolved(tryOut, literal))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo("agent-address"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"})
  void aLoopbackAddressIsForTryingOutOnly(String literal) throws UnknownHostException {
    assertThat(resolved(tryOut, literal)).isEqualTo(InetAddress.getByName(literal));
    assertThatThrownBy(() -> resolved(service, literal)).isInstanceOf(ProblemException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.7", "192.168.0.1", "198.51.100.7", "fd00::1", "2001:db8::1"})
  void agentsMayBeInsideTheOrganisation(String literal) throws UnknownHostException {
    assertThat(resolved(service, literal)).isEqualTo(InetAddress.getByName(literal));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "[::1]", "localhost", "agent.localhost"})
  void aLocatorOfTheMachineItselfIsForTryingOutOnly(String host) {
    Locator locator = Locator.parse("https://" + host + ":7001/work");
    assertThat(tryOut.mayBeNamed(locator)).isTrue();
    assertThat(service.mayBeNamed(locator)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.7", "[fd00::1]", "agent.example", "localhost.example"})
  void anyOtherLocatorMayBeNamed(String host) {
    assertThat(service.mayBeNamed(Locator.parse("https://" + host + "/work"))).isTrue();
  }

  @Test
  void theSettingIsRefusedUnlessItSaysOtherwise() {
    Locator here = Locator.parse("https://127.0.0.1:7001/work");
    assertThat(read(Map.of()).mayBeNamed(here)).isFalse();
    assertThat(read(Map.of(AgentAddresses.SETTING, "refused")).mayBeNamed(here)).isFalse();
    assertThat(read(Map.of(AgentAddresses.SETTING, "allowed")).mayBeNamed(here)).isTrue();
    assertThatThrownBy(() -> read(Map.of(AgentAddresses.SETTING, "true")))
        .hasMessageContaining("node.loopback-agents must be allowed or refused");
  }

  private static AgentAddresses read(Map<String, String> values) {
    Settings settings = Settings.from(key -> Optional.ofNullable(values.get(key)));
    AgentAddresses read = AgentAddresses.read(settings);
    settings.done();
    return read;
  }

  private static InetAddress resolved(AgentAddresses addresses, String literal)
      throws UnknownHostException {
    return addresses
        .resolvedBy(host -> new InetAddress[] {InetAddress.getByName(literal)})
        .resolve("agent.example");
  }
}
