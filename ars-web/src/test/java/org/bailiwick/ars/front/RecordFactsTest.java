package org.bailiwick.ars.front;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.bailiwick.ars.discovery.WholeRecord;
import org.bailiwick.ars.history.Cause;
import org.bailiwick.ars.history.Reason;
import org.bailiwick.ars.history.RecordHistory;
import org.bailiwick.ars.records.AgentRecords.RecordState;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.node.page.HtmlPage;
import org.junit.jupiter.api.Test;

class RecordFactsTest {
  private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");

  @Test
  void showsSignedAndUnsignedPartsApartAndMarkupAsText() {
    String page =
        written(
            """
            {"id":"urn:uuid:1","agent":"spiffe://b.example/agent/a","owner":"Treasury",
             "capabilities":["fx.rates@1","fx.more@1"],
             "unsigned":{"title":"<script>alert(1)</script>","tags":["a","b"],
               "icon_url":"https://x.example/i.png"},
             "liveness":{"silent":true,"load":20}}\
            """);
    String signed = page.substring(0, page.indexOf("class=\"unsigned\""));
    assertThat(signed)
        .contains("<td>Treasury</td>", "<td>fx.rates@1, fx.more@1</td>", "strange &lt;b&gt;")
        .doesNotContain("alert");
    assertThat(page)
        .contains(
            "nobody has signed it",
            "title (unsigned)",
            "owner (signed)",
            "&lt;script&gt;alert(1)&lt;/script&gt;",
            "<td>a, b</td>")
        .contains("<td>https://x.example/i.png</td>", "<td>true</td>", "officer-1")
        .doesNotContain("<script", "<b>", "<img", "<a ");
  }

  @Test
  void showsEachOtherIdentifierWithHowItWasShown() {
    assertThat(
            written(
                """
                {"id":"urn:uuid:1","agent":"a","identifiers":[
                  {"identifier":"did:web:x.example","shown":"proved","since":"2026-11-30T12:00:00Z"}]}
                """))
        .contains("<h2>Identifiers</h2>", "<td>did:web:x.example</td><td>proved</td>");
  }

  @Test
  void anAgentMaySayNothing() {
    assertThat(written("{\"id\":\"urn:uuid:1\",\"agent\":\"a\"}"))
        .contains("The agent says nothing of itself.");
  }

  private static String written(String view) {
    JsonObject shown = StrictJson.object(view);
    RecordState state =
        new RecordState(
            "a", "Treasury", AgentState.QUARANTINED, NOON, "quarantined", "strange <b>", NOON);
    RecordHistory.Entry change =
        new RecordHistory.Entry(
            "urn:uuid:1",
            1,
            NOON,
            "QUARANTINED",
            new Cause(Reason.QUARANTINED, "strange <b>", "spiffe://b.example/officer-1"),
            "0a");
    HtmlPage to = new HtmlPage("A page");
    RecordFacts.write(to, new WholeRecord(shown, state, List.of(change)));
    return to.text();
  }
}
