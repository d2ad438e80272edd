package org.bailiwick.master.cataloguelist;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.node.catalogue.CapabilityType;
import org.bailiwick.node.catalogue.ReviewedCatalogue;
import org.bailiwick.node.lists.ListQuery;
import org.bailiwick.node.lists.ListSource;

/**
 * The list of the catalogue's entries as this node knows them now, in the order of their names. A
 * file with a fault is listed under its own name.
 */
public final class CatalogueList implements ListSource {
  private static final String STATE = "state";
  private static final String KNOWN = "known";
  private static final String FAULTY = "faulty";
  private static final String KIND = "kind";
  private static final String CAPABILITY = "capability";

  private final Catalogue catalogue;

  public CatalogueList(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public String name() {
    return "catalogue";
  }

  @Override
  public Map<String, Set<String>> filters() {
    return Map.of(
        STATE,
        Set.of(KNOWN, FAULTY),
        KIND,
        Set.of("agent", "tool", "api", "database"),
        "owner",
        Set.of());
  }

  @Override
  public boolean hasTimes() {
    return false;
  }

  @Override
  public List<Entry> entries(ListQuery query, Optional<String> after, int most) {
    ReviewedCatalogue now = catalogue.current();
    TreeMap<String, Map<String, Object>> all = new TreeMap<>();
    now.all().forEach(entry -> all.put(entry.capability().text(), known(entry)));
    now.faults().forEach((file, fault) -> all.put(file, faulty(file, fault)));
    return all.tailMap(after.orElse(""), false).entrySet().stream()
        .filter(entry -> isSelected(query, entry.getValue()))
        .limit(most)
        .map(entry -> new Entry(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static boolean isSelected(ListQuery query, Map<String, Object> members) {
    return List.of(STATE, KIND, "owner").stream()
        .allMatch(
            name ->
                query.filter(name).isEmpty() || query.filter(name).get().equals(members.get(name)));
  }

  private static Map<String, Object> known(CapabilityType entry) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put(CAPABILITY, entry.capability().text());
    members.put(STATE, KNOWN);
    members.put(KIND, entry.kind().text());
    members.put("owner", entry.review().owner());
    members.put("risk", entry.review().risk().text());
    members.put("input", entry.input().text());
    members.put("output", entry.output().text());
    members.put("repeat", entry.repeat().text());
    members.put("approval", entry.approval().text());
    entry.compensatedBy().ifPresent(undoing -> members.put("compensated_by", undoing.text()));
    if (!entry.review().description().isEmpty()) {
      members.put("description", entry.review().description());
    }
    return members;
  }

  private static Map<String, Object> faulty(String file, String fault) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put(CAPABILITY, file);
    members.put(STATE, FAULTY);
    members.put("reason", fault);
    return members;
  }
}
