package org.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the default policies with {@code decisions.txt}, which holds one decision per line. */
class DecisionTableTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Set<String> NOT_OF_POLICIES =
      Set.of(DecisionPort.NO_POLICY_PERMITS, DecisionPort.REQUEST_NOT_IN_SCHEMA);

  @TempDir private static Path home;
  private static DecisionPort port;
  private static JsonNode entities;

  @BeforeAll
  static void loadDefaultPolicies() throws IOException {
    port = CedarDecisionPoint.load(TestFolder.copyOfDefaults(home.resolve("policy")).path());
    entities = JSON.readTree(resource("entities.json"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void decides(String row) throws IOException {
    String[] cells = row.split(" \\| ", -1);
    AccessRequest request =
        new AccessRequest(
            entity(cells[2]), action(cells[1]), entity(cells[3]), map(JSON.readTree(cells[4])));
    Decision decision = port.decide(request);
    assertThat(decision.reasons()).isEqualTo(List.of(cells[5].split(" ", -1)));
    assertThat(decision)
        .isInstanceOf(cells[0].equals("permit") ? Decision.Permit.class : Decision.Deny.class);
    boolean byPolicies = NOT_OF_POLICIES.stream().noneMatch(decision.reasons()::contains);
    assertThat(decision.policies().isEmpty()).isNotEqualTo(byPolicies);
  }

  @Test
  void everyActionIsBothPermittedAndDenied() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/main/policies"))) {
      Set<String> wanted =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".cedar"))
              .map(name -> name.replace(".cedar", ""))
              .flatMap(action -> Stream.of("permit | " + action, "deny | " + action))
              .collect(Collectors.toSet());
      Set<String> shown =
          rows()
              .map(row -> row.split(" \\| ", -1)[0] + " | " + row.split(" \\| ", -1)[1])
              .collect(Collectors.toSet());
      assertThat(shown).containsAll(wanted);
    }
  }

  @Test
  void deniesNullParts() {
    assertThat(port.decide(null).reasons()).containsExactly(DecisionPort.EVALUATOR_ERROR);
    AccessRequest nobody =
        new AccessRequest(null, Action.REVOKE, Entity.of("Service", "s"), Map.of());
    assertThat(port.decide(nobody).reasons()).containsExactly(DecisionPort.REQUEST_NOT_IN_SCHEMA);
  }

  @Test
  void namesTheVersionOfTheFiles() {
    AccessRequest request =
        new AccessRequest(
            Entity.of("Agent", "a"), Action.DISCOVER, Entity.of("Agent", "a"), Map.of());
    assertThat(port.decide(request).policyVersion()).matches("[0-9]+-[0-9a-f]{12}");
  }

  static Stream<String> rows() throws IOException {
    return resource("decisions.txt")
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"));
  }

  private static Action action(String text) {
    return Stream.of(Action.values())
        .filter(action -> action.text().equals(text))
        .findFirst()
        .orElseThrow();
  }

  private static Entity entity(String name) {
    JsonNode entity = entities.required(name);
    Set<Entity> parents = new HashSet<>();
    entity.path("in").forEach(parent -> parents.add(entity(parent.asText())));
    return new Entity(
        entity.required("type").asText(),
        entity.required("id").asText(),
        map(entity.required("attributes")),
        parents);
  }

  private static Map<String, Object> map(JsonNode object) {
    Map<String, Object> map = new HashMap<>();
    object.properties().forEach(member -> map.put(member.getKey(), value(member.getValue())));
    return map;
  }

  private static Object value(JsonNode node) {
    return switch (node.getNodeType()) {
      case STRING -> node.asText();
      case BOOLEAN -> node.asBoolean();
      case NUMBER -> node.isIntegralNumber() ? (Object) node.asLong() : (Object) node.asDouble();
      case ARRAY -> {
        Set<Object> set = new HashSet<>();
        node.forEach(element -> set.add(value(element)));
        yield set;
      }
      case OBJECT -> map(node);
      default -> null;
    };
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = DecisionTableTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
