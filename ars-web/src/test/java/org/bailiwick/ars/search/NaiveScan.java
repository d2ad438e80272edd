package org.bailiwick.ars.search;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The hits of a search, and their order, by a scan of all agents that shares no code with it. */
final class NaiveScan {

  /** An agent as a test has made it. */
  record Made(
      String id,
      String owner,
      List<String> capabilities,
      String host,
      String status,
      Instant appraised,
      Set<String> words) {}

  private record Ranked(Made agent, int rank, int score) {}

  private final JsonObject search;
  private final Instant now;

  NaiveScan(JsonObject search, Instant now) {
    this.search = search;
    this.now = now;
  }

  List<String> of(List<Made> all) {
    return all.stream()
        .filter(this::fits)
        .map(agent -> new Ranked(agent, rank(agent), score(agent)))
        .sorted(
            Comparator.comparing((Ranked each) -> -each.rank())
                .thenComparing(each -> -each.score())
                .thenComparing(each -> each.agent().id()))
        .map(each -> each.agent().id())
        .toList();
  }

  private boolean fits(Made agent) {
    return criteria(agent, search)
        && (!search.containsKey("any_of")
            || search.getJsonArray("any_of").stream()
                .anyMatch(wanted -> fit(agent, wanted.asJsonObject()).isPresent()))
        && (!search.containsKey("text")
            || agent.words().containsAll(Set.of(search.getString("text").split(" ", -1))));
  }

  private boolean criteria(Made agent, JsonObject criteria) {
    return criteria.keySet().stream().allMatch(name -> criterion(agent, criteria, name));
  }

  private boolean criterion(Made agent, JsonObject criteria, String name) {
    return switch (name) {
      case "capabilities" ->
          criteria.getJsonArray(name).stream()
              .allMatch(wanted -> fit(agent, wanted.asJsonObject()).isPresent());
      case "owner" -> agent.owner().equals(criteria.getString(name));
      case "locality" ->
          ("." + agent.host()).endsWith("." + criteria.getString(name))
              || (criteria.getString(name).equals("10.1.0.0/16")
                  && agent.host().startsWith("10.1."));
      case "attestation" -> attested(agent, criteria.getJsonObject(name));
      default -> true;
    };
  }

  private boolean attested(Made agent, JsonObject wanted) {
    Duration age = Duration.between(agent.appraised(), now);
    return !agent.status().equals("none")
        && (agent.status().equals("affirming") || wanted.getString("status").equals("warning"))
        && (!wanted.containsKey("max_age")
            || age.compareTo(Duration.parse(wanted.getString("max_age"))) <= 0);
  }

  private int rank(Made agent) {
    long hours = Duration.between(agent.appraised(), now).toHours();
    int age = hours < 1 ? 3 : hours < 24 ? 2 : hours < 168 ? 1 : 0;
    return switch (agent.status()) {
      case "affirming" -> 8 + age;
      case "warning" -> 4 + age;
      default -> 0;
    };
  }

  private int score(Made agent) {
    int score = 0;
    for (JsonValue wanted :
        search.getOrDefault("capabilities", JsonValue.EMPTY_JSON_ARRAY).asJsonArray()) {
      score += fit(agent, wanted.asJsonObject()).orElseThrow();
    }
    score +=
        search.getOrDefault("any_of", JsonValue.EMPTY_JSON_ARRAY).asJsonArray().stream()
            .flatMapToInt(wanted -> fit(agent, wanted.asJsonObject()).stream())
            .max()
            .orElse(0);
    JsonObject prefer = search.getOrDefault("prefer", JsonValue.EMPTY_JSON_OBJECT).asJsonObject();
    for (String name : prefer.keySet()) {
      score += criterion(agent, prefer, name) ? 8192 : 0;
    }
    return score;
  }

  private static OptionalInt fit(Made agent, JsonObject wanted) {
    Map<String, String> parameters =
        wanted
            .getOrDefault("parameters", JsonValue.EMPTY_JSON_OBJECT)
            .asJsonObject()
            .entrySet()
            .stream()
            .collect(
                Collectors.toMap(Map.Entry::getKey, e -> ((JsonString) e.getValue()).getString()));
    String versions = wanted.getString("versions", "any");
    return agent.capabilities().stream()
        .flatMapToInt(
            held -> {
              String[] parts = held.split("[@?&]", -1);
              int version = Integer.parseInt(parts[1]);
              boolean covers =
                  parts[0].equals(wanted.getString("name"))
                      && isIn(version, versions)
                      && IntStream.range(2, parts.length)
                          .allMatch(
                              i ->
                                  parts[i].split("=", 2)[1].equals(
                                      parameters.get(parts[i].split("=", 2)[0])));
              int open = parameters.size() - (parts.length - 2);
              int far = versions.equals("any") ? 0 : Math.abs(version - asked(versions));
              return covers ? IntStream.of(256 - 16 * open - Math.min(15, far)) : IntStream.empty();
            })
        .max();
  }

  private static boolean isIn(int version, String versions) {
    return switch (versions) {
      case "any" -> true;
      case ">=2" -> version >= 2;
      case "<4" -> version < 4;
      case ">=2 <4" -> version >= 2 && version < 4;
      default -> version == Integer.parseInt(versions);
    };
  }

  private static int asked(String versions) {
    return switch (versions) {
      case ">=2", ">=2 <4" -> 2;
      case "<4" -> 3;
      default -> Integer.parseInt(versions);
    };
  }
}
