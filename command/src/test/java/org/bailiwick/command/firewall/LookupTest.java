package org.bailiwick.command.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bailiwick.command.firewall.Wanted.Word;
import org.bailiwick.packetfilter.firewall.FirewallDestination;
import org.bailiwick.packetfilter.firewall.FirewallPlan.Outward;
import org.bailiwick.packetfilter.firewall.HostPort;
import org.bailiwick.packetfilter.firewall.IpNetwork;
import org.junit.jupiter.api.Test;

/** Threats 21 and 61: a name leads where its owner likes, and a missing answer opens nothing. */
class LookupTest {
  private static final Map<String, List<String>> NAMES =
      Map.of(
          "public.example", List.of("93.184.216.34", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"),
          "inside.example", List.of("10.1.2.3"),
          "other.example", List.of("10.9.9.9"),
          "metadata.example", List.of("169.254.169.254"),
          "zero.example", List.of("0.0.0.0"),
          "loop.example", List.of("127.0.0.1", "::1"),
          "all.example", List.of("224.0.0.1", "ff02::1"));

  private final List<String> warnings = new ArrayList<>();

  private List<String> addresses(String name, Word word) {
    Outward outward =
        new Outward(
            List.of(),
            false,
            List.of(),
            List.of(),
            List.of(IpNetwork.parse("10.1.0.0/16")),
            Duration.ofMinutes(7));
    FirewallDestination found =
        new Lookup(LookupTest::resolve, outward, warnings::add)
            .addresses(List.of(new Wanted(HostPort.parse(name), "a test", word)))
            .getFirst();
    assertThat(found.validFor().isEmpty())
        .isEqualTo(found.name().isLiteral() && word != Word.AGENT);
    return found.addresses().stream().map(InetAddress::getHostAddress).toList();
  }

  private static InetAddress[] resolve(String host) throws UnknownHostException {
    if (HostPort.parse(host.contains(":") ? "[" + host + "]:1" : host + ":1").isLiteral()) {
      return new InetAddress[] {InetAddress.getByName(host)};
    }
    if (!NAMES.containsKey(host)) {
      throw new UnknownHostException(host);
    }
    List<InetAddress> addresses = new ArrayList<>();
    for (String each : NAMES.get(host)) {
      addresses.add(InetAddress.getByName(each));
    }
    return addresses.toArray(InetAddress[]::new);
  }

  @Test
  void publicAddressesArePermittedForAll() {
    for (Word word : Word.values()) {
      assertThat(addresses("public.example:443", word)).hasSize(2);
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  void aPartnersNameLeadsInsideOnlyWhereThePlanSaysSo() {
    assertThat(addresses("inside.example:443", Word.FILE)).containsExactly("10.1.2.3");
    assertThat(addresses("other.example:443", Word.FILE)).isEmpty();
    assertThat(warnings).singleElement().asString().contains("10.9.9.9", "neither public");
    assertThat(addresses("10.9.9.9:443", Word.FILE)).containsExactly("10.9.9.9");
    assertThat(addresses("other.example:443", Word.SETTING)).containsExactly("10.9.9.9");
  }

  @Test
  void anAgentsAddressIsItsOwnWord() {
    assertThat(addresses("10.9.9.9:5432", Word.AGENT)).isEmpty();
    assertThat(addresses("10.1.9.9:8443", Word.AGENT)).containsExactly("10.1.9.9");
  }

  @Test
  void nothingLeadsToReservedAddresses() {
    for (Word word : Word.values()) {
      for (String each : List.of("metadata.example:80", "zero.example:443", "all.example:443")) {
        assertThat(addresses(each, word)).isEmpty();
      }
      assertThat(addresses("loop.example:443", word)).isEmpty(); // not filtered, so not named
    }
  }

  @Test
  void aNameWithoutAnswerHasNoAddressAndAWarning() {
    assertThat(addresses("nobody.example:443", Word.FILE)).isEmpty();
    assertThat(warnings).singleElement().asString().contains("cannot be looked up");
  }
}
