package org.bailiwick.enforcement.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bailiwick.enforcement.AgentFacts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Server-sent events, and the facts in them. */
class EventLinesTest {

  private static List<String> read(String stream) throws IOException {
    EventLines lines =
        new EventLines(new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8)));
    List<String> all = new ArrayList<>();
    for (Optional<EventLines.Event> next = lines.next(); next.isPresent(); next = lines.next()) {
      all.add(next.get().id().orElse("-") + " " + next.get().name() + " " + next.get().data());
    }
    return all;
  }

  @Test
  void eventsHaveIdNameAndData() throws IOException {
    assertThat(read("id: 7\nevent: agent\ndata: {}\n\ndata:x\n\n"))
        .containsExactly("7 agent {}", "- message x");
  }

  @Test
  void linesEndByCrOrLfOrBothAndDataMayHaveSeveral() throws IOException {
    assertThat(read("event: a\rdata: 1\r\rdata: 2\r\ndata: 3\r\n\r\n"))
        .containsExactly("- a 1", "- message 2\n3");
  }

  @Test
  void commentsAndUnknownFieldsAreSkippedAndWhatIsCutOffDoesNotCount() throws IOException {
    assertThat(read(": alive\n\nretry: 5\ndata\ndata: 1\n\nevent: b\n\ndata: 2\n\ndata: 3\n"))
        .containsExactly("- message \n1", "- message 2");
  }

  @Test
  void aLineThatIsTooLongEndsTheStream() {
    assertThatThrownBy(() -> read("data: " + "x".repeat(2 * 1024 * 1024)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void anAgentHasWhatTheFeedSaysAndNothingElse() throws IOException {
    AgentFacts bare =
        FeedFacts.agent("{\"id\": \"spiffe://d.example/agent/a\", \"status\": \"listed\"}");
    assertThat(bare.owner()).isEmpty();
    assertThat(bare.credential()).isEmpty();
    AgentFacts full =
        FeedFacts.agent(
            """
            {"id": "spiffe://d.example/agent/a", "status": "listed", "owner": "Treasury", "locator": "https://h:1/w",
             "capabilities": ["a.b@1"], "serial": "0a", "not_after": "2030-01-01T00:00:00Z", "segments": ["s"],
             "attestation": {"status": "affirming", "appraised_at": "2029-01-01T00:00:00Z"}, "risk": "low", "later": 1}
            """);
    assertThat(full.entity("listed", java.time.Instant.parse("2029-01-01T00:01:00Z")).attributes())
        .containsEntry("owner", "Treasury")
        .containsEntry("trust_domain", "d.example")
        .containsEntry("attestation", java.util.Map.of("status", "affirming", "age", 60L));
    assertThat(full.statusAt(java.time.Instant.parse("2030-01-01T00:00:00Z"))).isEqualTo("expired");
  }

  /** As the domain node has it, so that both decide alike. */
  @Test
  void anAgentHasTheRootsOfTrustThatTheFeedSays() throws IOException {
    AgentFacts agent =
        FeedFacts.agent(
            """
            {"id": "spiffe://d.example/agent/a", "status": "listed", "serial": "0a",
             "attestation": {"status": "affirming", "appraised_at": "2029-01-01T00:00:00Z",
               "roots_of_trust": [{"kind": "tpm", "anchor": "sha256:00"}], "vector": {"file-system": 2}}}
            """);
    assertThat(agent.entity("listed", java.time.Instant.parse("2029-01-01T00:01:00Z")).attributes())
        .containsEntry(
            "attestation",
            java.util.Map.of(
                "status",
                "affirming",
                "age",
                60L,
                "root_of_trust",
                java.util.Set.of("tpm"),
                "anchors",
                java.util.Set.of("tpm:sha256:00"),
                "vector",
                java.util.Map.of("file_system", 2L)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"id\": 1, \"status\": \"listed\"}",
        "{\"id\": \"a\", \"status\": \"listed\"}",
        "{\"id\": \"spiffe://d.example/agent/a\"}",
        "{\"id\": \"spiffe://d.example/agent/a\", \"status\": \"listed\", \"serial\": \"0a\","
            + " \"not_after\": \"soon\"}",
        "{\"id\": \"spiffe://d.example/agent/a\", \"status\": \"listed\", \"capabilities\": [1]}",
        "{\"id\": \"spiffe://d.example/agent/a\", \"status\": \"listed\", \"serial\": \"0a\","
            + " \"attestation\":{\"status\": \"none\", \"appraised_at\": \"2029-01-01T00:00:00Z\","
            + " \"vector\": {\"hardware\": 999}}}",
      })
  void whatIsNoAgentIsAFault(String data) {
    assertThatThrownBy(() -> FeedFacts.agent(data)).isInstanceOf(IOException.class);
  }
}
