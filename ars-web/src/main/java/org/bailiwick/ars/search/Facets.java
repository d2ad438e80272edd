package org.bailiwick.ars.search;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.bailiwick.ars.search.wanted.FacetName;
import org.bailiwick.contract.capability.Capability;

/** Counts hits by their properties. It counts what the caller is shown, and nothing else. */
final class Facets {
  private static final int MOST_VALUES = 20;

  private final Map<FacetName, Map<String, Integer>> counts = new EnumMap<>(FacetName.class);

  Facets(Set<FacetName> names) {
    names.forEach(name -> counts.put(name, new TreeMap<>()));
  }

  void count(SearchedAgent agent) {
    counts.forEach(
        (name, values) ->
            Set.copyOf(valuesOf(agent, name))
                .forEach(value -> values.merge(value, 1, Integer::sum)));
  }

  private static Collection<String> valuesOf(SearchedAgent agent, FacetName name) {
    return switch (name) {
      case OWNER -> Set.of(agent.facts().owner());
      case CAPABILITY ->
          agent.facts().capabilities().stream().map(Capability::name).collect(Collectors.toSet());
      case ATTESTATION ->
          Set.of(agent.facts().attestation().map(known -> known.status()).orElse("none"));
      case VALIDATION_METHOD -> agent.facts().validationMethods();
      case TAG -> agent.text().tags();
    };
  }

  /** The most frequent values of each property, with how many hits have them at least. */
  JsonObject view() {
    JsonObjectBuilder view = Json.createObjectBuilder();
    counts.forEach((name, values) -> view.add(name.text(), most(values)));
    return view.build();
  }

  private static JsonArrayBuilder most(Map<String, Integer> values) {
    JsonArrayBuilder most = Json.createArrayBuilder();
    values.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(MOST_VALUES)
        .forEach(
            each ->
                most.add(
                    Json.createObjectBuilder()
                        .add("value", each.getKey())
                        .add("at_least", each.getValue())));
    return most;
  }
}
