package org.bailiwick.ars.front;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.node.lists.ListQuery;
import org.bailiwick.node.lists.ListReader;
import org.bailiwick.node.page.HtmlPage;
import org.bailiwick.node.page.PageLink;

/** A page of the list of agents, as a section of the registry's page. */
final class AgentTable {
  private static final String STATE = "state";

  private static final List<String> COLUMNS =
      List.of("Agent", "State", "Owner", "Capabilities", "Locator", "Expires", "Registered", "Id");

  private static final String URN = "urn:uuid:";

  private AgentTable() {}

  /** Writes what this reader gets by this query. */
  static void write(HtmlPage to, String reader, ListReader.Page page, ListQuery query) {
    Optional<String> state = query.filter(STATE);
    to.section("Agents")
        .paragraph(
            "Listed for %s: %s, the latest registration first."
                .formatted(
                    reader, state.map(each -> "agents in state " + each).orElse("all agents")))
        .links(selections())
        .linkedTable(
            COLUMNS,
            page.entries().stream().map(AgentTable::record).toList(),
            page.entries().stream().map(AgentTable::row).toList());
    if (page.entries().isEmpty()) {
      to.paragraph("There are none.");
    }
    page.next().ifPresent(token -> to.links(List.of(next(query, token))));
  }

  /** A link for each state, and one for all agents. */
  private static List<PageLink> selections() {
    Stream<PageLink> states =
        Arrays.stream(AgentState.values())
            .map(AgentState::text)
            .map(state -> PageLink.withQuery(Map.of(STATE, state), "In state " + state));
    return Stream.concat(Stream.of(PageLink.withQuery(Map.of(), "All")), states).toList();
  }

  /** A page token is valid for the selection that it was made for. */
  private static PageLink next(ListQuery query, String token) {
    Map<String, String> parameters = new LinkedHashMap<>(query.filters());
    query.since().ifPresent(since -> parameters.put("since", since.toString()));
    parameters.put("page_size", String.valueOf(query.size()));
    parameters.put("page_token", token);
    return PageLink.withQuery(parameters, "More agents");
  }

  /** A link to the agent's record. */
  private static PageLink record(Map<String, Object> agent) {
    String uuid = text(agent.get("id")).replace(URN, "");
    return PageLink.withQuery(Map.of(RegistryPageResource.AGENT, uuid), text(agent.get("agent")));
  }

  /** The cells after the link. */
  private static List<String> row(Map<String, Object> agent) {
    return Stream.of(STATE, "owner", "capabilities", "locator", "expires_at", "registered_at", "id")
        .map(name -> text(agent.get(name)))
        .toList();
  }

  private static String text(Object value) {
    return switch (value) {
      case null -> "";
      case Instant time ->
          DateTimeFormatter.ISO_INSTANT.format(time.truncatedTo(ChronoUnit.SECONDS));
      case Collection<?> all -> all.stream().map(String::valueOf).collect(Collectors.joining(", "));
      default -> value.toString();
    };
  }
}
