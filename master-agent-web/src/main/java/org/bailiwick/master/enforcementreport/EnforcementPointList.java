package org.bailiwick.master.enforcementreport;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.bailiwick.master.enforcement.EnforcementPoint;
import org.bailiwick.master.enforcement.EnforcementPoints;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.lists.ListQuery;
import org.bailiwick.node.lists.ListSource;

/**
 * The list of the described enforcement points, in the order of their names, with what each has
 * said last to any node.
 */
@Dependent
class EnforcementPointList implements ListSource {

  /** More than twice the pause between two acknowledgements. */
  private static final Duration FOLLOWING = Duration.ofSeconds(30);

  private static final String STATE = "state";
  private static final String FAULTY = "faulty";

  private record Said(Instant at, Map<String, Object> members) {}

  private final EnforcementPoints points;
  private final Store store;
  private final Clock clock;

  @Inject
  EnforcementPointList(EnforcementPoints points, Store store, Clock clock) {
    this.points = points;
    this.store = store;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "enforcement_points";
  }

  @Override
  public Map<String, Set<String>> filters() {
    return Map.of(STATE, Set.of("following", "silent", "never-seen", FAULTY));
  }

  @Override
  public boolean hasTimes() {
    return false;
  }

  @Override
  public List<Entry> entries(ListQuery query, Optional<String> after, int most) {
    Map<String, Said> said = said();
    TreeMap<String, Map<String, Object>> all = new TreeMap<>();
    points.all().forEach(point -> all.put(point.name(), members(point, said.get(point.name()))));
    points
        .faults()
        .forEach(
            (file, fault) -> all.put(file, Map.of("name", file, STATE, FAULTY, "reason", fault)));
    return all.tailMap(after.orElse(""), false).entrySet().stream()
        .filter(entry -> query.filter(STATE).map(entry.getValue().get(STATE)::equals).orElse(true))
        .limit(most)
        .map(entry -> new Entry(entry.getKey(), entry.getValue()))
        .toList();
  }

  private Map<String, Said> said() {
    return store.read(
        em -> {
          Map<String, Said> rows = new TreeMap<>();
          em.createQuery("select p.name from EnforcementPointRow p", String.class)
              .getResultList()
              .forEach(
                  name -> {
                    EnforcementPointRow row = em.find(EnforcementPointRow.class, name);
                    rows.put(name, new Said(row.seenAt(), row.members()));
                  });
          return rows;
        });
  }

  private Map<String, Object> members(EnforcementPoint point, Said said) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("name", point.name());
    members.put("credential", point.credential().toString());
    members.put("applications", point.applications().stream().sorted().toList());
    if (said == null) {
      members.put(STATE, "never-seen");
      return members;
    }
    Duration age = Duration.between(said.at(), clock.instant());
    members.put(STATE, age.compareTo(FOLLOWING) < 0 ? "following" : "silent");
    members.putAll(said.members());
    return members;
  }
}
