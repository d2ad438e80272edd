package org.bailiwick.ars.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bailiwick.node.lists.ListQuery;
import org.bailiwick.node.lists.ListReader;
import org.bailiwick.node.page.HtmlPage;
import org.junit.jupiter.api.Test;

class AgentTableTest {
  private static final String AUDITOR = "spiffe://bailiwick.example/operator/auditor/auditor-1";

  @Test
  void showsAnAgentWithItsTextsEscaped() {
    Map<String, Object> agent =
        Map.of(
            "id", "urn:uuid:0190a000-0000-7000-8000-000000000001",
            "agent", "spiffe://bailiwick.example/agent/reader",
            "state", "listed",
            "owner", "<script>alert(1)</script>",
            "capabilities", List.of("invoice.parse@1", "fx.rates@1"),
            "locator", "javascript:alert(1)",
            "expires_at", Instant.parse("2026-11-30T12:00:00.123456Z"));

    assertThat(written(new ListReader.Page(List.of(agent), Optional.empty()), query(Map.of())))
        .contains(
            "<td><a href=\"?agent=0190a000-0000-7000-8000-000000000001\">"
                + "spiffe://bailiwick.example/agent/reader</a></td><td>listed</td>"
                + "<td>&lt;script&gt;alert(1)&lt;/script&gt;</td>"
                + "<td>invoice.parse@1, fx.rates@1</td><td>javascript:alert(1)</td>"
                + "<td class=\"time\">2026-11-30T12:00:00Z</td>",
            "Listed for " + AUDITOR)
        .doesNotContain("<script", "href=\"javascript", "More agents");
  }

  @Test
  void theNextPageIsOfTheSameSelection() {
    ListReader.Page page = new ListReader.Page(List.of(), Optional.of("a-token_"));

    assertThat(written(page, query(Map.of("owner", "A&B", "state", "revoked"))))
        .contains(
            "agents in state revoked",
            "<a href=\"?owner=A%26B&amp;state=revoked&amp;page_size=50&amp;page_token=a-token_\">"
                + "More agents</a>",
            "There are none.");
  }

  private static String written(ListReader.Page page, ListQuery query) {
    HtmlPage to = new HtmlPage("A page");
    AgentTable.write(to, AUDITOR, page, query);
    return to.text();
  }

  private static ListQuery query(Map<String, String> filters) {
    return new ListQuery(new TreeMap<>(filters), Optional.empty(), 50, Optional.empty());
  }
}
