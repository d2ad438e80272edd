package org.bailiwick.system.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.master.Partner;
import org.junit.jupiter.api.Test;

/** Every component takes over policies that are published, and none goes back to older ones. */
class PolicyFollowIT {
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final String VERSION = "\"version\" : [0-9]+,";
  private static final Pattern GAUGE =
      Pattern.compile("^(aca|ars|master)_policies_refused\\S* (\\S+)$", Pattern.MULTILINE);
  private static final String NEXT = "\"version\" : 77,";

  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final Path manifest = nodes.home().resolve("policy/manifest.json");

  @Test
  void everyComponentFollowsAndNoneGoesBack() throws Exception {
    TestLeaf agent = new Enrolment(nodes, wire).granted();
    String first = Nodes.read(manifest);
    publish(first.replaceFirst(VERSION, NEXT));
    await()
        .atMost(LONGEST)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(() -> assertThat(versionsInForce(agent)).allMatch(v -> v.startsWith("77-")));

    try {
      publish(first);
      await()
          .atMost(LONGEST)
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(
              () ->
                  assertThat(refusals())
                      .hasSize(3)
                      .allMatch(reason -> reason.contains("older than version 77")));
      assertThat(gauges()).isEqualTo(Map.of("aca", 1.0, "ars", 1.0, "master", 1.0));
      assertThat(versionsInForce(agent)).allMatch(version -> version.startsWith("77-"));
    } finally {
      // Tests after this one publish the version after that in the manifest.
      publish(first.replaceFirst(VERSION, NEXT));
    }
    await()
        .atMost(LONGEST)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(() -> assertThat(refusals()).isEmpty());
  }

  /** What the readiness of the components, which are all UP, says of the folder. */
  private List<String> refusals() {
    return Stream.of(nodes.authority("/health/ready"), nodes.master("/health/ready"))
        .flatMap(
            at ->
                wire
                    .send(Call.get(at))
                    .expecting(200)
                    .json()
                    .getJsonArray("checks")
                    .getValuesAs(JsonObject.class)
                    .stream())
        .filter(check -> check.getString("name").endsWith("policies"))
        .map(check -> check.getJsonObject("data"))
        .filter(data -> data.containsKey("refused"))
        .map(data -> data.getString("refused"))
        .toList();
  }

  /** Of each component; the metrics of one process may be read at both addresses. */
  private Map<String, Double> gauges() {
    return Stream.of(nodes.authority("/metrics"), nodes.master("/metrics"))
        .map(at -> wire.send(Call.get(at)).expecting(200).body())
        .flatMap(body -> GAUGE.matcher(body).results())
        .collect(
            Collectors.toMap(
                line -> line.group(1), line -> Double.valueOf(line.group(2)), Math::max));
  }

  private void publish(String text) throws IOException {
    Path next = manifest.resolveSibling("manifest.next");
    Files.writeString(next, text);
    Files.move(next, manifest, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The policy versions of authority, registry and Master Agent now. */
  private List<String> versionsInForce(TestLeaf agent) {
    wire.send(Call.get(nodes.authority("/v1/audit?from=1")).as(nodes.operator("auditor-1")))
        .expecting(200);
    wire.send(Call.get(nodes.registry("/v1/discovery?capability=invoice.parse%401")).as(agent))
        .expecting(200);
    new Partner(nodes).accessToken(wire);
    return List.of(
        lastVersion(Component.ACA, "read-audit"),
        lastVersion(Component.ARS, "discover"),
        lastVersion(Component.MASTER, "admit"));
  }

  private static String lastVersion(Component component, String action) {
    String details =
        component
            .column(
                "select details from audit_entry where event = '%s.decided' order by seq desc limit 1"
                    .formatted(action))
            .getFirst();
    return details.replaceAll(".*\"policy_version\":\"([^\"]*)\".*", "$1");
  }
}
