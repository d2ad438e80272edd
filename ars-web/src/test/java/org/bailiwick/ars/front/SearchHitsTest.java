package org.bailiwick.ars.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.node.page.HtmlPage;
import org.junit.jupiter.api.Test;

class SearchHitsTest {
  private static final String FRESHNESS =
      "e30."
          + Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(
                  "{\"as_of\":1796040000,\"crl_number\":7,\"revision\":42}"
                      .getBytes(StandardCharsets.UTF_8))
          + ".c2ln";

  private static final String HIT =
      """
      {"id":"urn:uuid:0190a000-0000-7000-8000-000000000001",
       "agent":"spiffe://b.example/agent/reader","owner":"<i>Treasury</i>",
       "capabilities":["invoice.parse@1"],
       "unsigned":{"title":"owner (signed): Board","description":"<script>alert(1)</script>"},
       "match":{"why":[{"wanted":"invoice.parse any","covered_by":"invoice.parse@1"},
                       {"wanted":"input_type booking@1","covered_by":"invoice.parse@1",
                        "from":"catalogue"}],
         "meets":["text"],"preferred":[],"lacks":["owner"],
         "score":{"attestation":"affirming","attested_within":"PT1H","preferred":0,"fit":256,
                  "relevance":0.61,"placed_by":"relevance"}}}
      """;

  /** Threat: what an agent says of itself is taken for what the authority signed. */
  @Test
  void saysWhyAndKeepsUnsignedWordsInTheirFrame() {
    String page = written("{\"agents\":[" + HIT + "],\"freshness\":\"" + FRESHNESS + "\"}");

    String signed =
        page.substring(page.indexOf("class=\"signed\""), page.indexOf("class=\"unsigned\""));
    assertThat(signed)
        .contains("&lt;i&gt;Treasury&lt;/i&gt;", "owner (signed)", "invoice.parse@1")
        .doesNotContain("Board", "alert");
    assertThat(page)
        .contains(
            "<h3><a href=\"?agent=0190a000-0000-7000-8000-000000000001\">",
            "invoice.parse any: invoice.parse@1; input_type booking@1: invoice.parse@1, says the"
                + " catalogue",
            "Lacks</th><td>owner</td>",
            "its own words",
            "attestation affirming within PT1H, 0 preferred, fit 256, relevance 0.61",
            "title (unsigned)</th><td>owner (signed): Board</td>",
            "All revocations up to 2026-11-30T12:00:00Z were known, CRL 7, revision 42")
        .doesNotContain("<script", "<i>");
  }

  @Test
  void facetsNarrowAndAPageMayHaveNone() {
    String page =
        written(
            "{\"agents\":["
                + HIT
                + "],\"next_page_token\":\"t-1\",\"facets\":{\"owner\":[{\"value\":\"A&B\","
                + "\"at_least\":3}],\"attestation\":[{\"value\":\"none\",\"at_least\":1}],"
                + "\"tag\":[{\"value\":\"x\",\"at_least\":1}]},\"freshness\":\""
                + FRESHNESS
                + "\"}");
    assertThat(page)
        .contains(
            "<a href=\"?find=agents&amp;text=x&amp;owner=A%26B\">A&amp;B: at least 3</a>",
            "tag (unsigned)", "page_token=t-1\">More agents</a>")
        .doesNotContain("none: at least");
    assertThat(written("{\"agents\":[],\"freshness\":\"" + FRESHNESS + "\"}"))
        .contains("There are none that you may see.");
  }

  private static String written(String answer) {
    HtmlPage to = new HtmlPage("A page");
    SearchHits.write(to, new SearchForm(Map.of("text", "x")), StrictJson.object(answer));
    return to.text();
  }
}
