package org.bailiwick.proxy.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.testing.ScriptedNode;
import org.bailiwick.client.testing.ScriptedNode.Reply;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.proxy.rules.ProxyRules;
import org.bailiwick.proxy.secret.OutgoingGuard;
import org.bailiwick.proxy.secret.PlatformSecrets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers of a listed target that say more than they should. */
class OutboundCallsTest {
  private static final TestCa CA = TestCa.create("bailiwick.example");
  private static final TrustedAuthority TRUSTED =
      new TrustedAuthority(CA.domain(), CA.root(), Set.of(CA.operatorCa()));
  private static final String CRM = "crm-key-0123456789";
  private static final String TOKEN = "s3cret/token+text==";

  @TempDir private Path temp;
  private ScriptedNode node;
  private OutboundCalls calls;

  @BeforeEach
  void start() throws Exception {
    node = ScriptedNode.overTls(CA.nodeServer("domain").tls(CA.trust()));
    node.on("/v1/token", call -> Reply.json(200, "{\"access_token\":\"" + TOKEN + "\"}"));
    TestLeaf agent = CA.agent("reader", "invoice.parse@1");
    CredentialFolder folder = CredentialFolder.at(temp.resolve("agent"));
    folder.write(agent.key(), agent.chain());
    ProxyRules rules =
        ProxyRules.parse(
            """
            {"destinations": [
              {"origin": "%1$s", "peer": "spiffe://bailiwick.example/node/domain", "methods": ["GET"], "paths": ["/v1/"]},
              {"origin": "%1$s", "peer": "spiffe://bailiwick.example/node/domain", "methods": ["GET", "POST"], "paths": ["/crm/"],
               "secret": {"header": "X-Api-Key", "secret": "crm"}}],
             "secrets": {"crm": {"file": "crm.key"}}}
            """
                .formatted(node.uri()),
            temp);
    Files.writeString(temp.resolve("crm.key"), CRM + "\n");
    Files.setPosixFilePermissions(
        temp.resolve("crm.key"), PosixFilePermissions.fromString("rw-------"));
    TokenVault vault = new TokenVault(Clock.systemUTC());
    PlatformSecrets platform = new PlatformSecrets(rules.secrets(), Map.of());
    OutgoingGuard guard =
        new OutgoingGuard(new OutgoingGuard.Kept(platform::all, vault::kept, folder::key));
    calls =
        new OutboundCalls(
            folder, TRUSTED, rules, new OutboundCalls.Secrets(vault, platform, guard));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private JsonObject call(String path, String more) {
    return calls
        .call("{\"method\":\"GET\",\"url\":\"%s%s\"%s}".formatted(node.uri(), path, more))
        .answer();
  }

  @Test
  void aSecretOfTheRulesIsAddedAndNeverShown() {
    node.on(
        "/crm/me",
        call ->
            Reply.json(200, "{\"key\":\"" + call.headers().get("X-api-key").getFirst() + "\"}"));
    JsonObject answer = call("/crm/me", "");
    assertThat(node.calls().getLast().headers().get("X-api-key")).containsExactly(CRM);
    assertThat(answer.toString()).contains("kept:crm").doesNotContain(CRM);
    assertThatThrownBy(() -> call("/crm/me", ",\"token\":\"kept:x\""))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo("token-destination"));
  }

  @Test
  void aCallThatContainsASecretIsNotMade() {
    int before = node.calls().size();
    for (String more :
        List.of(
            ",\"body\":\"my key is " + CRM + "\"",
            ",\"headers\":{\"X-Request-ID\":\"" + CRM + "\"}")) {
      assertThatThrownBy(() -> call("/v1/x", more))
          .hasMessageNotContaining(CRM)
          .isInstanceOfSatisfying(
              ProblemException.class, e -> assertThat(e.check()).isEqualTo("outgoing-secret"));
    }
    assertThatThrownBy(() -> call("/v1/x?q=" + CRM, "")).hasMessageContaining("crm");
    assertThat(node.calls()).hasSize(before);
  }

  private String named() {
    String granted = call("/v1/token", "").getString("body");
    JsonObject token = Json.createReader(new StringReader(granted)).readObject();
    return ",\"token\":\"" + token.getString("access_token") + "\"";
  }

  private void refused(String check, String path, String more) {
    assertThatThrownBy(() -> call(path, more))
        .as(path)
        .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.check()).isEqualTo(check))
        .hasMessageNotContaining("s3cret");
  }

  /** A slash is written so by many a server. */
  @Test
  void aTokenThatIsSaidBackIsHiddenOrWithheld() {
    String token = named();
    node.on("/v1/plain", call -> Reply.json(200, "{\"heard\":\"Bearer " + TOKEN + "\"}"));
    node.on("/v1/json", call -> Reply.json(200, "{\"heard\":\"s3cret\\/token+text==\"}"));
    node.on("/v1/form", call -> new Reply(200, "", "heard=s3cret%2Ftoken%2Btext%3D%3D", Map.of()));
    for (String more : List.of(token, "")) {
      assertThat(call("/v1/plain", more).getString("body")).contains("kept:");
      refused("answer-tokens", "/v1/json", more);
      refused("answer-tokens", "/v1/form", more);
    }
  }

  @Test
  void headersWithTokensAreNotShown() {
    String token = named();
    Map<String, String> headers =
        Map.of("Location", "https://x.example/#access_token=other", "X-Request-ID", "r-" + TOKEN);
    node.on("/v1/led", call -> new Reply(302, "text/plain", "", headers));
    for (String more : List.of(token, "")) {
      assertThat(call("/v1/led", more).getJsonObject("headers")).containsOnlyKeys("content-type");
    }
    node.on("/v1/made", call -> new Reply(201, "text/plain", "", Map.of("Location", "/v1/made/1")));
    assertThat(call("/v1/made", token).getJsonObject("headers").getString("location"))
        .isEqualTo("/v1/made/1");
  }

  /** Servers that take parameters off a path before they look for dots are many. */
  @Test
  void aPathWithParametersIsRefused() {
    for (String path : List.of("/v1/..;/other", "/v1/;x/..;a=b/other", "/v1/a;b", "/v1/.;/a")) {
      refused("call-url", path, "");
    }
    assertThat(node.calls()).isEmpty();
  }

  /** Everybody who can write the CA file chooses the servers that are trusted. */
  @Test
  void casThatOthersMayWriteOrThatAreNotThereStartNoProxy() throws Exception {
    Path rules =
        Files.writeString(
            temp.resolve("proxy.json"),
            """
            {"destinations": [{"origin": "https://a.example", "ca_file": "cas.pem",
              "methods": ["GET"], "paths": ["/"]}]}
            """);
    assertThatThrownBy(() -> ProxyRules.read(rules)).hasMessageContaining("cannot be read");
    Path cas = Files.writeString(temp.resolve("cas.pem"), "");
    Files.setPosixFilePermissions(cas, PosixFilePermissions.fromString("rw-rw-r--"));
    assertThatThrownBy(() -> ProxyRules.read(rules))
        .hasMessageContaining("cas.pem can be written by others");
    Files.setPosixFilePermissions(cas, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(ProxyRules.read(rules).destinations()).hasSize(1);
  }

  @Test
  void anOrderThatIsNotOneValueOfJsonIsRefused() {
    refused("json", "/v1/token", "} {");
    refused("json", "/v1/token", ",\"body\":" + "[".repeat(5000) + "]".repeat(5000));
    refused("json", "/v1/token", ",\"body\":[1e99999999999]");
    assertThat(node.calls()).isEmpty();
  }
}
