package org.bailiwick.node.lists;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.ListQuestion;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.lists.ListSource.Entry;
import org.bailiwick.node.lists.PageTokens.Scope;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * Reads lists for peers whom the decision point permits it, one page at a time. Reading a first
 * page is recorded; the pages that follow are permitted anew and not recorded.
 */
public final class ListReader {
  private final Gate gate;
  private final PageTokens tokens;
  private final Clock clock;

  public ListReader(Gate gate, PageTokens tokens, Clock clock) {
    this.gate = gate;
    this.tokens = tokens;
    this.clock = clock;
  }

  /**
   * A page of a list.
   *
   * @param entries the members of each entry
   * @param next the token of the next page, if there is one
   */
  public record Page(List<Map<String, Object>> entries, Optional<String> next) {}

  /** The JSON of a page: the entries under the list's name, and the token of the next page. */
  public String page(VerifiedPeer reader, ListSource list, ListQuery query) {
    return json(list, read(reader, list, query));
  }

  /** A page for this peer. */
  public Page read(VerifiedPeer reader, ListSource list, ListQuery query) {
    return read(
        reader.id().toString(),
        ListQuestion.read(reader, list.name(), query.filterNames()),
        list,
        query);
  }

  /**
   * The JSON for a reader who is no peer.
   *
   * @param reader the name to which page tokens are bound
   * @param mayRead the question whether this reader may read the list
   */
  public String page(String reader, Question mayRead, ListSource list, ListQuery query) {
    return json(list, read(reader, mayRead, list, query));
  }

  /** A page for a reader who is known by this name, if the answer to the question permits it. */
  public Page read(String reader, Question mayRead, ListSource list, ListQuery query) {
    AuditEntry permit = gate.require(mayRead);
    Instant now = clock.instant();
    Scope scope = new Scope(reader, list.name() + " " + query.selection());
    Optional<String> after = query.pageToken().map(text -> tokens.position(scope, text, now));
    if (after.isEmpty()) {
      gate.record(permit);
    }
    // One more entry than the page has shows whether there is a next page.
    List<Entry> found = list.entries(query, after, query.size() + 1);
    List<Entry> entries = found.subList(0, Math.min(found.size(), query.size()));
    Optional<String> next =
        found.size() > entries.size()
            ? Optional.of(tokens.token(scope, entries.getLast().position(), now))
            : Optional.empty();
    return new Page(entries.stream().map(Entry::members).toList(), next);
  }

  private static String json(ListSource list, Page page) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put(list.name(), page.entries());
    page.next().ifPresent(token -> answer.put("next_page_token", token));
    return JsonText.of(answer);
  }
}
