package org.bailiwick.contract.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {

  private static void refuses(ThrowingCallable parse) {
    assertThatThrownBy(parse)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.type()).isEqualTo(ProblemType.MALFORMED_REQUEST));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spiffe://bailiwick.example",
        "spiffe://bailiwick.example/agent/reader",
        "spiffe://a_b-c.1/X/y.z/_",
        "spiffe://bailiwick.example/operator/officer/alice"
      })
  void writesBackTheSpiffeIdItRead(String text) {
    assertThat(SpiffeId.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "spiffe://",
        "spiffe:///agent/x",
        "SPIFFE://bailiwick.example/agent/x",
        "spiffe://Bailiwick.example/agent/x",
        "spiffe://bailiwick.example/",
        "spiffe://bailiwick.example/agent/",
        "spiffe://bailiwick.example//agent",
        "spiffe://bailiwick.example/./agent",
        "spiffe://bailiwick.example/agent/../x",
        "spiffe://bailiwick.example/agent/%61",
        "spiffe://bailiwick.example/agent/x?y",
        "spiffe://bailiwick.example/agent/x#y",
        "spiffe://bailiwick.example:8443/agent/x",
        "spiffe://user@bailiwick.example/agent/x",
        "spiffe://b\u0430iliwick.example/agent/x", // Cyrillic a
        "spiffe://bailiwick.example/agent/x\n",
        "https://bailiwick.example/agent/x"
      })
  void refusesEveryOtherSpiffeId(String text) {
    refuses(() -> SpiffeId.parse(text));
  }

  @Property
  void parsesOrRefusesEveryText(@ForAll String text) {
    try {
      assertThat(SpiffeId.parse("spiffe://" + text)).hasToString("spiffe://" + text);
    } catch (ProblemException e) {
      assertThat(e.type()).isEqualTo(ProblemType.MALFORMED_REQUEST);
    }
  }

  @Test
  void refusesASpiffeIdOfMoreThan2048Characters() {
    String longest = "spiffe://td/" + "a".repeat(2036);
    assertThat(SpiffeId.parse(longest)).hasToString(longest);
    refuses(() -> SpiffeId.parse(longest + "a"));
  }

  @Test
  void tellsAgentsNodesAndOperatorsApart() {
    SpiffeId agent = SpiffeId.parse("spiffe://td/agent/reader");
    SpiffeId node = SpiffeId.parse("spiffe://td/node/domain");
    SpiffeId officer = SpiffeId.parse("spiffe://td/operator/officer/alice");
    assertThat(agent).matches(SpiffeId::isAgent).matches(id -> !id.isNode() && !id.isOperator());
    assertThat(node).matches(SpiffeId::isNode).matches(id -> !id.isAgent() && !id.isOperator());
    assertThat(officer).matches(SpiffeId::isOperator).matches(id -> !id.isAgent() && !id.isNode());
    assertThat(officer.operatorRole()).contains("officer");
    assertThat(SpiffeId.parse("spiffe://td/operator/root/alice")).matches(id -> !id.isOperator());
    assertThat(SpiffeId.parse("spiffe://td/agent/reader/x")).matches(id -> !id.isAgent());
    assertThat(SpiffeId.parse("spiffe://td/Agent/reader")).matches(id -> !id.isAgent());
  }

  /** Each shape of name, with the one gate that it passes; the last three pass none. */
  static Stream<Arguments> shapes() {
    return Stream.of(
        arguments("/agent/x", "agent"),
        arguments("/service/x", "service"),
        arguments("/device/x", "device"),
        arguments("/node/x", "node"),
        arguments("/operator/officer/x", "operator"),
        arguments("/operator/auditor/x", "operator"),
        arguments("/operator/service/x", ""),
        arguments("/services/x", ""),
        arguments("/workload/x", ""));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void aNamePassesOnlyItsOwnGate(String path, String gate) {
    SpiffeId id = SpiffeId.parse("spiffe://td" + path);
    assertThat(gatesPassedBy(id)).isEqualTo(gate.isEmpty() ? Set.of() : Set.of(gate));
    for (String odd : List.of(path + "/y", path.toUpperCase(Locale.ROOT), "/x" + path)) {
      assertThat(gatesPassedBy(SpiffeId.parse("spiffe://td" + odd))).as(odd).isEmpty();
    }
  }

  @Property
  void noNamePassesTwoGates(
      @ForAll @From("words") String first,
      @ForAll @From("words") String second,
      @ForAll @From("words") String third) {
    for (String path :
        List.of("/" + first + "/" + second, "/" + first + "/" + second + "/" + third)) {
      assertThat(gatesPassedBy(SpiffeId.parse("spiffe://td" + path))).hasSizeLessThan(2);
    }
  }

  @Provide
  static Arbitrary<String> words() {
    return Arbitraries.of(
        "agent", "service", "device", "node", "operator", "officer", "auditor", "x", "X");
  }

  private static Set<String> gatesPassedBy(SpiffeId id) {
    Map<String, Boolean> gates =
        Map.of(
            "agent", id.isAgent(),
            "service", id.isService(),
            "device", id.isDevice(),
            "node", id.isNode(),
            "operator", id.isOperator());
    Set<String> passed =
        gates.entrySet().stream()
            .filter(Map.Entry::getValue)
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    assertThat(id.workloadKind().map(WorkloadKind::text).stream())
        .hasSameElementsAs(
            passed.stream()
                .filter(gate -> !Set.of("node", "operator").contains(gate))
                .collect(Collectors.toSet()));
    return passed;
  }

  @Test
  void readsAndWritesTheIdsOfWorkloads() {
    WorkloadId broker = WorkloadId.parse("spiffe://td/service/broker");
    assertThat(broker)
        .isEqualTo(new WorkloadId(TrustDomain.parse("td"), WorkloadKind.SERVICE, "broker"))
        .hasToString("spiffe://td/service/broker")
        .matches(id -> !id.isAgent());
    assertThat(WorkloadId.of(AgentId.parse("spiffe://td/agent/reader")))
        .hasToString("spiffe://td/agent/reader")
        .matches(WorkloadId::isAgent);
    refuses(() -> WorkloadId.parse("spiffe://td/node/domain"));
    refuses(() -> WorkloadId.parse("spiffe://td/operator/officer/alice"));
    refuses(() -> new WorkloadId(TrustDomain.parse("td"), WorkloadKind.DEVICE, "a/b"));
    refuses(() -> AgentId.parse(broker.toString()));
    refuses(() -> WorkloadKind.parse("node"));
    refuses(() -> WorkloadKind.parse("Service"));
  }

  @Test
  void readsAndWritesAgentIds() {
    AgentId id = AgentId.parse("spiffe://td/agent/reader");
    assertThat(id).isEqualTo(AgentId.of(TrustDomain.parse("td"), "reader"));
    assertThat(id.uri()).hasToString("spiffe://td/agent/reader");
    for (String name : new String[] {"", "-x", "X", "x y", "a".repeat(64), "re\u0430der"}) {
      refuses(() -> AgentId.of(TrustDomain.parse("td"), name));
    }
    refuses(() -> AgentId.parse("spiffe://td/node/reader"));
  }

  @Test
  void takesTheIdentityFromTheCertificatesOneUriName() {
    TestCa ca = TestCa.create("bailiwick.example");
    SpiffeId id = SpiffeId.of(ca.agent("reader", "invoice.parse@1").certificate());
    assertThat(id).hasToString("spiffe://bailiwick.example/agent/reader");
    assertThatThrownBy(() -> SpiffeId.of(ca.root())).isInstanceOf(ProblemException.class);
  }

  @Test
  void comparesOwnersExactly() {
    assertThat(Owner.parse("Finanzen & Söhne 2")).isEqualTo(Owner.parse("Finanzen & Söhne 2"));
    assertThat(Owner.parse("finance")).isNotEqualTo(Owner.parse("Finance"));
    for (String text :
        new String[] {
          "", " x", "x ", "a\u0000b", "a\nb", "a\u200bb", "a\u202eb", "u\u0308", "x".repeat(201)
        }) {
      refuses(() -> Owner.parse(text));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://h/work",
        "HTTPS://h/work",
        "https:///work",
        "https://user@h/work",
        "https://h/work#x",
        "https://H/work",
        "https://h/../work",
        "https://h/w\u00f6rk",
        "https://h:99999/work",
        "/work",
        "https://h/ work"
      })
  void refusesLocatorsThatAreNotPlainHttps(String text) {
    refuses(() -> Locator.parse(text));
  }

  /** Each text is another spelling of an address, or an address that cannot be called. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "127.1",
        "017.0.0.1",
        "127.0.0.01",
        "256.0.0.1",
        "1.2.3.4.",
        "127.0.0.1.",
        "example.org.",
        "localhost.",
        "host.7",
        "host.0x7f",
        "0.0.0.0",
        "169.254.169.254",
        "224.0.0.1",
        "255.255.255.255",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[fe80::1]",
        "[fe80::1%25eth0]",
        "[fe80::1%eth0]",
        "[ff02::1]",
        "[0:0:0:0:0:0:0:1]",
        "[2001:DB8::1]",
        "[2001:db8:0::1]",
        "[2001:0db8::1]",
        "ex%61mple.org",
        "-a.org",
        "a-.org",
        "a..org",
        "\u0430.org"
      })
  void refusesHostsInAnyOtherSpelling(String host) {
    refuses(() -> Locator.parse("https://" + host + "/work"));
    refuses(() -> Locator.parse("https://" + host + ":7001/work"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.0.0.7",
        "192.0.2.255",
        "[::1]",
        "[2001:db8::1]",
        "[2001:db8:0:1:1:1:1:1]",
        "[2001:db8::1:0:0:1]",
        "localhost",
        "agent-1.example.org",
        "3com.example",
        "xn--bcher-kva.example"
      })
  void takesAHostInItsOneSpelling(String host) {
    String text = "https://" + host + ":7001/work";
    assertThat(Locator.parse(text)).hasToString(text);
  }

  @Test
  void refusesAPortThatIsLeftOut() {
    refuses(() -> Locator.parse("https://example.org:/work"));
  }

  /**
   * RFC 8264 section 4.3.2: these texts have characters that are invisible or change how their
   * neighbours are displayed.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " a",
        "a ",
        "a\u0000b",
        "a\nb",
        "a\u0085b",
        "a\u00a0b",
        "a\u00adb",
        "a\u034fb",
        "a\u200bb",
        "a\u200db",
        "a\u2028b",
        "a\u202eb",
        "a\u2066b",
        "a\u3000b",
        "a\u3164b",
        "a\ufe0fb",
        "a\ufeffb",
        "a\ue000b",
        "a\u0378b",
        "a\ud800b",
        "u\u0308",
        "\u2800",
        "a\u2800b",
        "a\ufffcb",
        "a\uffa0b",
        "a\ud80d\udc41b",
        "a\ud80d\udc42b",
        "a\ud81b\udfe4b",
        "a\ud834\udd59b",
        "\u0301",
        "\u0301a",
        "\u20dd"
      })
  void isNoPlainText(String text) {
    assertThat(PlainText.isText(text, 200)).isFalse();
    assertThat(PlainText.isName(text, 200)).isFalse();
  }

  @Test
  void aNameHasFewerCharactersThanAText() {
    assertThat(PlainText.isText("O\u2019Brien \u2013 Söhne €", 200)).isTrue();
    assertThat(PlainText.isName("O\u2019Brien", 200)).isFalse();
    assertThat(PlainText.isName("Söhne & Co.", 200)).isTrue();
    assertThat(PlainText.isText("x".repeat(201), 200)).isFalse();
  }

  @Test
  void readsAndWritesLocators() {
    String text = "https://127.0.0.1:7001/work?tenant=1";
    assertThat(Locator.parse(text)).hasToString(text);
  }

  @Test
  void readsAndWritesTokens() {
    for (ValidationMethod method : ValidationMethod.values()) {
      assertThat(ValidationMethod.parse(method.text())).isEqualTo(method);
    }
    for (Principal.Kind kind : Principal.Kind.values()) {
      assertThat(Principal.Kind.parse(kind.text())).isEqualTo(kind);
    }
    refuses(() -> ValidationMethod.parse("MTLS"));
    refuses(() -> Principal.Kind.parse("Person"));
  }
}
