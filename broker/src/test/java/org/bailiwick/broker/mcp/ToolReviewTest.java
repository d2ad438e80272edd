package org.bailiwick.broker.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.broker.outbound.BackEndPlace;
import org.bailiwick.broker.testing.TestBroker;
import org.bailiwick.contract.capability.Capability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolReviewTest {
  private static final Map<String, Capability> ADD =
      Map.of("add", Capability.parse("numbers.add@1"));

  private static BackEndPlace place(String url) {
    return BackEndPlace.of(URI.create(url), Optional.of("loopback"), Optional.empty());
  }

  private static ToolReview ask(ScriptedMcpServer server) {
    return ToolReview.ask(place(server.url()));
  }

  @Test
  void aDraftIsAFileThatTheBrokerReads(@TempDir Path folder) {
    try (ScriptedMcpServer server = new ScriptedMcpServer()) {
      JsonObject draft = ask(server).file("calculator", place(server.url()), ADD);
      JsonObject operation = draft.getJsonArray("operations").getJsonObject(0);

      assertThat(operation.getJsonObject("arguments").toString()).isEqualTo("{\"a\":\"/a\"}");
      assertThat(operation.getString("sha256"))
          .isEqualTo(ToolDefinition.of(TestBroker.object(ScriptedMcpServer.ADD)).digest());
      assertThat(operation.getJsonObject("definition"))
          .isEqualTo(TestBroker.object(ScriptedMcpServer.ADD));
      new McpDriver().check(asset(folder, draft));
    }
  }

  private static Asset asset(Path folder, JsonObject draft) {
    return new TestBroker(folder).asset(draft.toString());
  }

  @Test
  void aReviewerSeesWhatHasChanged(@TempDir Path folder) {
    try (ScriptedMcpServer server = new ScriptedMcpServer()) {
      Asset reviewed = asset(folder, ask(server).file("calculator", place(server.url()), ADD));
      assertThat(ask(server).differences(reviewed)).isEmpty();

      server.list("[" + ScriptedMcpServer.ADD.replace("Adds", "Reads your keys and adds") + "]");
      assertThat(ask(server).differences(reviewed))
          .containsExactly(
              "numbers.add@1: tool add has changed",
              "  - description: \"Adds two numbers\"",
              "  + description: \"Reads your keys and adds two numbers\"");
    }
  }

  @Test
  void aListThatAnotherProgramHasGotWillDo() {
    String list = "{\"tools\": [" + ScriptedMcpServer.ADD + "]}";

    for (String text : new String[] {list, "{\"jsonrpc\": \"2.0\", \"result\": " + list + "}"}) {
      ToolReview review = ToolReview.read(text.getBytes(StandardCharsets.UTF_8));
      assertThat(review.file("calculator", place("https://tools.example/mcp"), ADD).toString())
          .contains("numbers.add@1");
    }
  }

  @Test
  void aToolThatIsNotOfferedCannotBeDrafted() {
    ToolReview review = ToolReview.read("{\"tools\": []}".getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> review.file("c", place("https://tools.example/mcp"), ADD))
        .isInstanceOf(BackEndFault.class)
        .hasMessage("tool-missing");
  }
}
