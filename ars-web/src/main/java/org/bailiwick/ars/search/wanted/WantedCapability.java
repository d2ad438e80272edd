package org.bailiwick.ars.search.wanted;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;

/**
 * A capability that a search wants: a name, the versions that will do, and parameters. An agent has
 * it if one of its capabilities has the name and such a version, and covers the parameters as
 * {@link Capability#covers} says.
 */
public record WantedCapability(
    String name, VersionRange versions, SortedMap<String, String> parameters) {

  /** The best fit: the capability has all wanted parameters and the version that was asked for. */
  public static final int BEST_FIT = 256;

  private static final int MOST_PARAMETERS = 6;

  /** What each wanted parameter costs that the capability leaves open. */
  private static final int OPEN_PARAMETER = 16;

  private static final int FARTHEST_VERSION = 15;

  public WantedCapability {
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
  }

  /**
   * A capability of an agent that covers the wanted one.
   *
   * @param fit at most {@link #BEST_FIT}; a narrower capability fits better than a wider one, and
   *     among equally narrow ones the version nearest to the one that was asked for
   */
  public record Cover(Capability by, int fit) {}

  static WantedCapability read(JsonValue value, String where) {
    SearchMembers members = SearchMembers.of(value, where);
    members.requireDefined("name", "versions", "parameters");
    SortedMap<String, String> parameters = new TreeMap<>();
    JsonValue given = members.value("parameters").orElse(JsonValue.EMPTY_JSON_OBJECT);
    if (!(given instanceof JsonObject object) || object.size() > MOST_PARAMETERS) {
      throw SearchMembers.malformed(
          where + ".parameters", "must be an object of at most " + MOST_PARAMETERS + " members");
    }
    object.forEach(
        (key, text) -> {
          if (!(text instanceof JsonString string)) {
            throw SearchMembers.malformed(where + ".parameters", "must have strings only");
          }
          parameters.put(key, string.getString());
        });
    String name = members.text("name").orElseThrow(() -> members.missing("name"));
    VersionRange versions =
        members.text("versions").map(VersionRange::parse).orElse(VersionRange.ALL);
    // Refuses a name, key or value that no capability can have.
    Capability checked = new Capability(name, versions.least(), parameters);
    return new WantedCapability(checked.name(), versions, checked.parameters());
  }

  /** The capability that covers this one best, if one does. */
  public Optional<Cover> coveredBy(CapabilitySet held) {
    return held.stream()
        .filter(this::isCoveredBy)
        .map(capability -> new Cover(capability, fit(capability)))
        .min(Comparator.comparingInt((Cover cover) -> -cover.fit()).thenComparing(Cover::by));
  }

  private boolean isCoveredBy(Capability held) {
    return held.name().equals(name)
        && versions.has(held.version())
        && parameters.entrySet().containsAll(held.parameters().entrySet());
  }

  /** How well a capability fits that covers this one. */
  public int fit(Capability held) {
    int open = parameters.size() - held.parameters().size();
    long version = Math.min(FARTHEST_VERSION, versions.distance(held.version()));
    return BEST_FIT - open * OPEN_PARAMETER - (int) version;
  }

  /** Every capability of this version that covers this one. */
  public List<Capability> coveringAt(int version) {
    List<Map.Entry<String, String>> all = List.copyOf(parameters.entrySet());
    List<Capability> covering = new ArrayList<>();
    for (int subset = 0; subset < (1 << all.size()); subset++) {
      int chosen = subset;
      covering.add(
          new Capability(
              name,
              version,
              IntStream.range(0, all.size())
                  .filter(at -> (chosen & (1 << at)) != 0)
                  .mapToObj(all::get)
                  .collect(
                      Collectors.toMap(
                          Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new))));
    }
    return covering;
  }

  /** As hits name it, such as {@code invoice.parse >=2 region=eu}. */
  @Override
  public String toString() {
    String open = name + " " + versions;
    return parameters.isEmpty()
        ? open
        : parameters.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(" ", open + " ", ""));
  }
}
