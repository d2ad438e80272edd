package org.bailiwick.packetfilter.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Threat 61 for the operator's file: what is missing, unknown or of the wrong form is a fault. */
class FirewallFileTest {
  private static final String WHOLE =
      """
      {"mode": "host", "account": "bailiwick",
       "listen": {"addresses": ["192.0.2.7", "2001:db8::7"], "ports": [9443], "closed_ports": [9444]},
       "partners": {"partner.example": {"from": ["198.51.100.0/24"], "new_per_second": 5, "at_once": 7,
                                        "network_new_per_second": 50, "network_at_once": 70}},
       "networks": {"members": {"from": ["10.0.0.0/8"]}},
       "outward": {"resolvers": ["10.0.0.53"], "agents": "registry", "hosts": ["log.example:6514"],
                   "networks": [{"to": ["10.2.0.0/16"], "ports": [443]}],
                   "private_networks": ["10.2.0.0/16"], "valid_for": "PT30M"},
       "management": {"from": ["10.0.7.0/24"], "ports": [22]}}
      """;

  /** By what of the whole file is replaced: the replacement, and what is said of it. */
  private static final Map<String, Map<String, String>> FAULTS =
      Map.of(
          "\"host\"", Map.of("\"hosts\"", "mode is \"host\" or \"router\"", "7", "mode is a text"),
          "\"bailiwick\"",
              Map.of(
                  "\"root\"", "account is the name",
                  "\"0\"", "account is the name",
                  "\"a\\\" drop\"", "account is the name",
                  "\"\"", "account is a text"),
          "[\"192.0.2.7\", \"2001:db8::7\"]",
              Map.of(
                  "[]",
                  "listen.addresses has at least one network",
                  "[\"192.0.2.0/24\"]",
                  "listen.addresses has the addresses",
                  "\"192.0.2.7\"",
                  "listen.addresses is an array"),
          "[9443]",
              Map.of(
                  "[]", "listen.ports has at least one port",
                  "[0]", "listen.ports has a port that is none: 0",
                  "[65536]", "listen.ports has a port that is none",
                  "[\"9443\"]", "listen.ports has a port that is none",
                  "[9443.5]", "listen.ports has a port that is none",
                  "[9444]", "listen.closed_ports has a port that is open"),
          "[\"198.51.100.0/24\"]",
              Map.of(
                  "[]", "partners.partner.example.from has at least one network",
                  "[\"0.0.0.0/0\"]", "is nearly everybody",
                  "[\"128.0.0.0/1\", \"0.0.0.0/1\"]", "is nearly everybody",
                  "[\"::/0\"]", "is nearly everybody",
                  "[\"127.0.0.0/8\"]", "no connection comes from",
                  "[\"::1\"]", "no connection comes from",
                  "[\"224.0.0.0/4\"]", "no connection comes from",
                  "[\"::ffff:198.51.100.1\"]", "partners.partner.example.from has",
                  "[\"10.0.0.0/8\"]", "two sources have the same network"),
          "\"new_per_second\": 5", Map.of("\"new_per_sec\": 5", "unknown members of partners."),
          "\"at_once\": 7,",
              Map.of(
                  "\"at_once\": 0,", "at_once is a number from 1",
                  "\"at_once\": 7.5,", "at_once is a number from 1",
                  "\"at_once\": \"7\",", "at_once is a number from 1",
                  "\"at_once\": 71,", "one source may have more than its whole network",
                  "\"at_once\": 7, \"at_once\": 8,", "Duplicate field"),
          "\"members\"", Map.of("\"mem bers\"", "networks has a name that is none"),
          "\"registry\"", Map.of("\"all\"", "outward.agents is \"registry\" or \"none\""),
          "log.example:6514",
              Map.of("log.example", "not host:port", "999.1.1.1:5", "not an address"));

  @TempDir private Path folder;

  private FirewallPlan read(String json) throws IOException {
    return FirewallFile.read(Files.writeString(folder.resolve("firewall.json"), json));
  }

  @Test
  void readsEveryMember() throws Exception {
    FirewallPlan plan = read(WHOLE);
    assertThat(plan.account()).isEqualTo("bailiwick");
    assertThat(plan.listen().closedPorts()).containsExactly(9444);
    assertThat(plan.sources())
        .extracting(PermittedSource::title)
        .containsExactly("partner partner.example", "network members");
    assertThat(plan.sources().getFirst().limits()).isEqualTo(new ConnectionLimits(5, 7, 50, 70));
    assertThat(plan.sources().getLast().limits()).isEqualTo(ConnectionLimits.USUAL);
    assertThat(plan.outward().agents()).isTrue();
    assertThat(plan.outward().validFor()).isEqualTo(Duration.ofMinutes(30));
    assertThat(plan.management().orElseThrow().ports()).containsExactly(22);
  }

  @Test
  void aFileThatNamesNobodyLetsNobodyIn() throws Exception {
    FirewallPlan plan =
        read(
            "{\"mode\": \"router\", \"listen\": {\"addresses\": [\"192.0.2.7\"], \"ports\": [1]}}");
    assertThat(plan.sources()).isEmpty();
    assertThat(plan.outward().hosts()).isEmpty();
    String rules = FirewallCompiler.compile(plan, Set.of(), List.of()).structure();
    assertThat(rules).doesNotContain("goto from_");
  }

  @Test
  void whatIsWrongIsNamed() {
    FAULTS.forEach(
        (right, wrongs) ->
            wrongs.forEach(
                (wrong, message) ->
                    assertThatThrownBy(() -> read(WHOLE.replace(right, wrong)))
                        .as(wrong)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining(message)));
  }

  @Test
  void moreThatIsWrong() {
    Map<String, String> files =
        Map.of(
            "",
            "firewall.json",
            "[]",
            "the file is no object",
            "{\"mode\": \"host\"} {}",
            "firewall.json",
            WHOLE.replace("PT30M", "PT1S"),
            "outward.valid_for is from PT1M",
            WHOLE.replace("PT30M", "soon"),
            "firewall.json",
            WHOLE.replace("\"mode\"", "\"extra\": 1, \"mode\""),
            "unknown members: [extra]",
            WHOLE.replace("\"host\"", "\"router\""),
            "account means nothing on a router",
            WHOLE.replace("[\"10.0.0.53\"]", "[\"10.0.0.0/24\"]"),
            "outward.resolvers has addresses",
            WHOLE.replace("\"ports\": [22]", "\"ports\": 22"),
            "management.ports is an array",
            "{\"mode\": \"host\"" + " ".repeat(1024 * 1024),
            "longer than a megabyte");
    files.forEach(
        (json, message) ->
            assertThatThrownBy(() -> read(json))
                .as(message)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message));
  }

  @Test
  void everybodyMayConnectIfTheFileSaysSo() throws Exception {
    FirewallPlan plan =
        read(
            WHOLE.replace(
                "\"from\": [\"198.51.100.0/24\"]",
                "\"from\": [\"0.0.0.0/0\", \"::/0\"], \"from_anywhere\": true"));
    assertThat(plan.sources().getFirst().from()).hasSize(2);
  }
}
