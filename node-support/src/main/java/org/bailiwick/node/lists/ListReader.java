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

  /** The JSON of a page: the entries under the list's name, and the token of the next page. */
  public String page(VerifiedPeer reader, ListSource list, ListQuery query) {
    return page(
        reader.id().toString(),
        ListQuestion.read(reader, list.name(), query.filterNames()),
        list,
        query);
  }

  /**
   * The same for a reader who is no peer.
   *
   * @param reader the name to which page tokens are bound
   * @param mayRead the question whether this reader may read the list
   */
  public String page(String reader, Question mayRead, ListSource list, ListQuery query) {
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
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put(list.name(), entries.stream().map(Entry::members).toList());
    if (found.size() > entries.size()) {
      answer.put("next_page_token", tokens.token(scope, entries.getLast().position(), now));
    }
    return JsonText.of(answer);
  }
}
