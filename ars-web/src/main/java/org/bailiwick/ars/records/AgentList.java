package org.bailiwick.ars.records;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bailiwick.node.lists.KeysetQuery;
import org.bailiwick.node.lists.ListColumns;
import org.bailiwick.node.lists.ListColumns.Values;
import org.bailiwick.node.lists.ListPosition;
import org.bailiwick.node.lists.ListQuery;
import org.bailiwick.node.lists.ListSource;
import org.bailiwick.node.records.RecordReads;

/**
 * The list of all agents that ever registered, in any state, newest registration first. The states
 * are those of the stored records, which timers and events change. No credential is read or parsed.
 */
public final class AgentList implements ListSource {
  private static final ListColumns COLUMNS =
      ListColumns.of(
          "AgentRow",
          "agentId",
          "name",
          "owner",
          "locator",
          "serial",
          "notAfter",
          "registeredAt",
          "state",
          "stateSince",
          "stateReason",
          "stateText");

  private final RecordReads reads;
  private final Optional<String> owner;

  public AgentList(RecordReads reads) {
    this(reads, Optional.empty());
  }

  private AgentList(RecordReads reads, Optional<String> owner) {
    this.reads = reads;
    this.owner = owner;
  }

  /** The same list, of the agents of this owner alone. */
  public AgentList of(String name) {
    return new AgentList(reads, Optional.of(name));
  }

  @Override
  public String name() {
    return "agents";
  }

  @Override
  public Map<String, Set<String>> filters() {
    Set<String> states =
        Arrays.stream(AgentState.values()).map(AgentState::text).collect(Collectors.toSet());
    return owner.isPresent() ? Map.of("state", states) : Map.of("owner", Set.of(), "state", states);
  }

  @Override
  public boolean hasTimes() {
    return true;
  }

  @Override
  public List<Entry> entries(ListQuery query, Optional<String> after, int most) {
    return reads.read(em -> entries(em, keyset(query, after).read(em, most)));
  }

  private KeysetQuery keyset(ListQuery query, Optional<String> after) {
    Optional<AgentState> state =
        query.filter("state").map(text -> AgentState.valueOf(text.toUpperCase(Locale.ROOT)));
    return new KeysetQuery(COLUMNS, "registeredAt", "agentId")
        .where("owner", owner.or(() -> query.filter("owner")))
        .where("state", state)
        .since(query.since())
        .after(after);
  }

  private static List<Entry> entries(EntityManager em, List<Values> rows) {
    Map<String, List<String>> capabilities =
        CapabilityRow.texts(em, rows.stream().map(row -> row.text("agentId")).toList());
    return rows.stream().map(row -> entry(row, capabilities)).toList();
  }

  private static Entry entry(Values row, Map<String, List<String>> capabilities) {
    String id = row.text("agentId");
    Instant registeredAt = row.time("registeredAt");
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", id);
    members.put("agent", row.get("name"));
    members.put("state", ((AgentState) row.get("state")).text());
    members.put("state_since", row.get("stateSince"));
    putIfAny(members, "state_reason", row.text("stateReason"));
    putIfAny(members, "state_text", row.text("stateText"));
    members.put("owner", row.get("owner"));
    members.put("capabilities", capabilities.getOrDefault(id, List.of()));
    members.put("locator", row.get("locator"));
    members.put("serial", row.get("serial"));
    members.put("expires_at", row.get("notAfter"));
    members.put("registered_at", registeredAt);
    return new Entry(new ListPosition(registeredAt, id).text(), members);
  }

  /** A record that was last changed before reasons were kept has none. */
  private static void putIfAny(Map<String, Object> members, String name, String value) {
    if (!value.isEmpty()) {
      members.put(name, value);
    }
  }
}
