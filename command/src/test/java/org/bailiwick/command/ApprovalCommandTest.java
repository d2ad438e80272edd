package org.bailiwick.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Map;
import java.util.Set;
import org.bailiwick.client.testing.ScriptedNode;
import org.bailiwick.client.testing.ScriptedNode.Reply;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.contract.tls.SpiffeTrustManager;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code approval}, against a node that answers as the Master Agent does. */
class ApprovalCommandTest {
  private static final TestCa CA = TestCa.create("bailiwick.example");
  private static final String ID = "4f5c8a52-0000-4000-8000-000000000000";
  private static final String PATH = "/v1/approvals/" + ID;
  private static final String DIGEST = "ab".repeat(32);

  @TempDir private Path home;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private ScriptedNode node;

  @BeforeEach
  void start() throws Exception {
    SpiffeTrustManager trust = new SpiffeTrustManager(() -> Set.of(CA.operatorCa()), id -> true);
    node = ScriptedNode.overTls(CA.nodeServer("domain").tls(trust));
    Files.writeString(home.resolve("root.pem"), Pem.of(CA.root()));
    Files.writeString(
        Files.createDirectories(home.resolve("authority")).resolve("bailiwick.properties"),
        "node.trust-domain=bailiwick.example\naca.base-url=https://127.0.0.1:1\n");
    Files.writeString(
        Files.createDirectories(home.resolve("domain")).resolve("bailiwick.properties"),
        "master.base-url=" + node.uri() + "\nars.base-url=" + node.uri() + "/ars\n");
    Path operators = Files.createDirectories(home.resolve("operators"));
    for (String role : new String[] {"officer", "auditor"}) {
      TestLeaf operator = CA.operator(role, role + "-1");
      Files.writeString(operators.resolve(role + "-1.pem"), Pem.of(operator.chain()));
      Files.writeString(operators.resolve(role + "-1.key"), Pem.of(operator.key()));
    }
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private int run(String command) {
    CommandLine line = Bailiwick.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute((command + " --home " + home).split(" "));
  }

  @Test
  void listsWithoutParameters() {
    node.on(
        "/v1/approvals",
        call ->
            Reply.json(
                200,
                "{\"approvals\":[{\"id\":\"%s\",\"state\":\"waiting\",\"kind\":\"release\"}]}"
                    .formatted(ID)));
    assertThat(run("approval list --job " + ID)).isZero();
    assertThat(out.toString()).contains(ID + "  waiting  release");
    assertThat(node.calls().getLast().path())
        .isEqualTo("/v1/approvals?job=" + ID + "&page_size=100");
  }

  /** What is approved is what is seen, so no text of a caller rearranges it. */
  @Test
  void showsTextThatWouldSteerATerminalAsEscapes() {
    node.on(
        PATH,
        call ->
            Reply.json(200, "{\"parameters\":{\"to\":\"\u202e\u200b4711\u007f\ue000\u00e9\"}}"));
    assertThat(run("approval show " + ID)).isZero();
    assertThat(out.toString()).contains("\"\\u202e\\u200b4711\\u007f\\ue000\u00e9\"");
  }

  @Test
  void decidesOnceAboutTheDigestThatWasSeen() {
    node.on(PATH + "/decision", call -> Reply.json(200, "{\"state\":\"approved\"}"));
    assertThat(run("approval decide --approve --comment seen --digest " + DIGEST + " " + ID))
        .isZero();
    assertThat(body())
        .isEqualTo(
            "{\"decision\":\"approve\",\"input_sha256\":\"%s\",\"comment\":\"seen\"}"
                .formatted(DIGEST));
    assertThat(node.calls().getLast().peer().orElseThrow().toString())
        .endsWith("/officer/officer-1");
    for (String[] choice :
        new String[][] {
          {"--deny", "\"deny\""},
          {"--not-happened", "\"not-happened\""},
          {"--give-up", "\"give-up\""},
          {"--happened {\"n\":1}", "\"happened\",\"output\":{\"n\":1}"}
        }) {
      assertThat(run("approval decide " + choice[0] + " --digest " + DIGEST + " " + ID)).isZero();
      assertThat(body())
          .isEqualTo("{\"decision\":%s,\"input_sha256\":\"%s\"}".formatted(choice[1], DIGEST));
    }
  }

  /** RFC 9449: the token with a proof by its key, and the nonce that the node asks for. */
  @Test
  void aPersonDecidesWithATokenAndAProof() throws Exception {
    node.on(
        PATH + "/decision",
        call ->
            nonce(call).equals("n-1")
                ? Reply.json(200, "{\"state\":\"waiting\"}")
                : new Reply(401, "application/problem+json", "{}", Map.of("DPoP-Nonce", "n-1")));
    KeyPair pair = TestKeys.ec();
    Path token = Files.writeString(home.resolve("token"), "the.access.token\n");
    Path key = Files.writeString(home.resolve("key.pem"), Pem.of(pair.getPrivate()));
    String as = " --token-file " + token + " --key-file " + key + " ";
    assertThat(run("approval decide --approve --digest " + DIGEST + as + ID))
        .as(err.toString())
        .isZero();
    assertThat(node.calls()).hasSize(2);
    assertThat(node.calls().getLast().peer()).isEmpty();
    assertThat(header(node.calls().getLast(), "Authorization")).isEqualTo("DPoP the.access.token");
    JsonWebSignature proof = proof(node.calls().getLast());
    proof.setKey(pair.getPublic());
    assertThat(proof.verifySignature()).isTrue();
    assertThat(proof.getPayload())
        .contains("\"htm\":\"POST\"", "\"htu\":\"" + node.uri() + PATH + "/decision\"")
        .contains("\"ath\":\"" + Sha256.base64url("the.access.token") + "\"");
    assertThat(run("approval show" + as + "--as officer-1 " + ID)).isEqualTo(1);
    assertThat(run("approval show --token-file " + token + " " + ID)).isEqualTo(1);
    assertThat(err.toString()).doesNotContain("the.access.token");
  }

  private static String header(ScriptedNode.Call call, String name) {
    return call.headers().entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(header -> header.getValue().getFirst())
        .findFirst()
        .orElse("");
  }

  private static String nonce(ScriptedNode.Call call) {
    try {
      return proof(call).getUnverifiedPayload().replaceFirst(".*\"nonce\":\"([^\"]*)\".*", "$1");
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonWebSignature proof(ScriptedNode.Call call) throws JoseException {
    JsonWebSignature proof = new JsonWebSignature();
    proof.setCompactSerialization(header(call, "DPoP"));
    return proof;
  }

  private String body() {
    return node.calls().getLast().body();
  }

  @Test
  void decidesNothingWithoutOneChoiceAndADigest() {
    for (String wrong :
        new String[] {
          "approval",
          "approval show no-id",
          "approval decide --approve " + ID,
          "approval decide --digest " + DIGEST + " " + ID,
          "approval decide --approve --deny --digest " + DIGEST + " " + ID
        }) {
      assertThat(run(wrong)).as(wrong).isEqualTo(2);
    }
    assertThat(node.calls()).isEmpty();
  }
}
