package org.bailiwick.command.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.bailiwick.client.testing.ScriptedNode;
import org.bailiwick.client.testing.ScriptedNode.Reply;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.contract.tls.SpiffeTrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorClientTest {
  private static final TestCa CA = TestCa.create("bailiwick.example");

  @TempDir private Path home;
  private ScriptedNode node;

  @BeforeEach
  void start() throws Exception {
    SpiffeTrustManager trust = new SpiffeTrustManager(() -> Set.of(CA.operatorCa()), id -> true);
    node = ScriptedNode.overTls(CA.nodeServer("authority").tls(trust));
    Files.writeString(home.resolve("root.pem"), Pem.of(CA.root()));
    Files.writeString(
        Files.createDirectories(home.resolve("authority")).resolve("bailiwick.properties"),
        "node.trust-domain=bailiwick.example\naca.base-url=" + node.uri() + "\n");
    TestLeaf officer = CA.operator("officer", "officer-1");
    Path operators = Files.createDirectories(home.resolve("operators"));
    Files.writeString(operators.resolve("officer-1.pem"), Pem.of(officer.chain()));
    Files.writeString(operators.resolve("officer-1.key"), Pem.of(officer.key()));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private OperatorClient authority() {
    return OperatorClient.open(home, "officer-1", Component.AUTHORITY);
  }

  @Test
  void asksAsTheOfficer() {
    node.on("/v1/answer", call -> Reply.json(200, "{\"a\":1}"));
    assertThat(authority().get("/v1/answer").getInt("a")).isOne();
    assertThat(node.calls().getLast().peer().orElseThrow())
        .hasToString("spiffe://bailiwick.example/operator/officer/officer-1");
  }

  @Test
  void tellsTheRefusal() {
    node.on("/v1/answer", call -> Reply.problem(403, "policy-denied", "No."));
    assertThatThrownBy(() -> authority().get("/v1/answer"))
        .hasMessage("Refused (403): . No. []\n  What to do: docs/problems.md#policy-denied");
    node.on("/v1/broken", call -> Reply.json(500, "oops"));
    assertThatThrownBy(() -> authority().get("/v1/broken"))
        .hasMessage("Refused (500) without a problem document");
  }

  @Test
  void readsNoAnswerThatIsTooLong() {
    node.onBytes("/v1/answer", "{} ".repeat(6 * 1024 * 1024).getBytes(StandardCharsets.US_ASCII));
    assertThatThrownBy(() -> authority().get("/v1/answer"))
        .hasMessageContaining("No answer from " + node.uri())
        .hasMessageContaining("the answer is longer than");
  }

  @Test
  void saysWhatIsNotReached() {
    OperatorClient authority = authority();
    node.close();
    assertThatThrownBy(() -> authority.get("/v1/answer"))
        .hasMessage(
            "No answer from "
                + node.uri()
                + ": the connection was refused, so nothing listens there");
  }

  @Test
  void saysThatAnotherNodeAnswers() throws Exception {
    Files.writeString(home.resolve("root.pem"), Pem.of(TestCa.create("bailiwick.example").root()));
    assertThatThrownBy(() -> authority().get("/v1/answer"))
        .hasMessage(
            "No answer from "
                + node.uri()
                + ": the certificate that it shows is not trusted: no path to a trust anchor");
  }

  @Test
  void saysWhichOperatorsThereAre() {
    assertThatThrownBy(() -> OperatorClient.open(home, "alice", Component.AUTHORITY))
        .hasMessage(
            "Cannot act as alice of %1$s: there is no file %1$s/operators/alice.pem\n"
                    .formatted(home)
                + "  --as names an operator: officer-1.");
  }

  @Test
  void saysThatThereIsNoHomeOrNoSuchNode() {
    Path nowhere = home.resolve("nowhere");
    assertThatThrownBy(() -> Component.AUTHORITY.baseUrl(nowhere))
        .hasMessageStartingWith("There is no home at " + nowhere + "\n")
        .hasMessageContaining("./bailiwick up");
    assertThatThrownBy(() -> Component.MASTER.baseUrl(home))
        .hasMessageStartingWith("The home " + home + " has no node domain: there is no file")
        .hasMessageContaining("--home");
  }
}
