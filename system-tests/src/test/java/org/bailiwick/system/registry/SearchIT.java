package org.bailiwick.system.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Call;
import org.bailiwick.system.Machine;
import org.bailiwick.system.NodeProgram;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Officer;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A search by curl, whose freshness jose verifies without asking anybody. */
class SearchIT {
  /** docs/discovery.md. */
  private static final Duration FOUND_WITHIN = Duration.ofSeconds(2);

  private static final Duration GONE_WITHIN = Duration.ofSeconds(1);
  private static final String WANTED =
      "\"capabilities\":[{\"name\":\"receipt.write\",\"versions\":\">=1 <3\","
          + "\"parameters\":{\"for\":\"search\"}}],\"page_size\":50";

  @TempDir private Path folder;
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final TestLeaf wide =
      new Enrolment(nodes, wire).capabilities("receipt.write@1").granted();
  private final TestLeaf narrow =
      new Enrolment(nodes, wire).capabilities("receipt.write@1?for=search").granted();

  private record Curled(int status, JsonObject json) {}

  @Test
  void findsByFactsAndWordsAndProvesItsFreshness() throws IOException {
    register(wide);
    register(narrow);
    narrow.writeTo(folder);
    await()
        .pollInterval(Duration.ofMillis(100))
        .atMost(Machine.bound(FOUND_WITHIN))
        .until(() -> names(search("{" + WANTED + "}")).size() == 2);

    Curled answer =
        search("{" + WANTED + ",\"prefer\":{\"owner\":\"Nobody\"},\"facets\":[\"owner\"]}");
    assertThat(names(answer)).containsExactly(name(narrow), name(wide));
    JsonObject match = answer.json().getJsonArray("agents").getJsonObject(0).getJsonObject("match");
    assertThat(match.getJsonArray("why").getJsonObject(0).getString("covered_by"))
        .isEqualTo("receipt.write@1?for=search");
    assertThat(match.getJsonArray("lacks")).hasToString("[\"owner\"]");
    assertThat(answer.json().getJsonObject("facets").getJsonArray("owner")).isNotEmpty();

    assertThat(names(search("{\"text\":\"receipt write\",\"page_size\":50}")))
        .contains(name(wide), name(narrow));
    assertThat(names(search("{\"text\":\"receipt* OR name:*\"}"))).isEmpty();
    verifiesFreshness(answer.json().getString("freshness"));
    refusesWhatIsNoSearch();
    forgetsTheRevoked();
  }

  private void verifiesFreshness(String statement) throws IOException {
    Path keys = folder.resolve("jwks.json");
    Tool fetched =
        Tool.run(
            "curl",
            "-sS",
            "--cacert",
            root(),
            "-o",
            keys.toString(),
            nodes.master("/oauth/jwks").toString());
    assertThat(fetched.exit()).as(fetched.output()).isZero();
    String issuer = nodes.registry("").toString();
    NodeProgram jose = new NodeProgram("oauth", "freshness.mjs");
    Tool verified = jose.run(statement, keys.toString(), issuer);
    assertThat(verified.exit()).as(verified.output()).isZero();
    JsonObject claims = StrictJson.object(verified.output().strip());
    long age = Instant.now().getEpochSecond() - claims.getJsonNumber("as_of").longValue();
    assertThat(age).isBetween(-1L, 300L);
    assertThat(claims.getInt("revision")).isPositive();
    String other = statement.substring(0, statement.length() - 4) + "AAAA";
    assertThat(jose.run(other, keys.toString(), issuer).output())
        .startsWith("ERR_JWS_SIGNATURE_VERIFICATION_FAILED");
  }

  private void refusesWhatIsNoSearch() {
    for (String body :
        List.of(
            "{}", "[]", "", "{\"capability\":\"a.b@1\"}", "{\"text\":\"***\"}", "[".repeat(9000))) {
      assertThat(search(body).status()).as(body).isEqualTo(400);
    }
    String many = "{\"name\":\"a.b\"},".repeat(1000);
    assertThat(search("{\"any_of\":[" + many + "{\"name\":\"a.b\"}]}").status()).isEqualTo(400);
    assertThat(search("{\"text\":\"" + "x".repeat(20_000) + "\"}").status()).isEqualTo(413);
    assertThat(search("{\"owner\":\"A\",\"page_token\":\"AAAA\"}").status()).isEqualTo(400);
  }

  private void forgetsTheRevoked() {
    new Officer(nodes, wire).revoke(wide);
    Instant answered = Instant.now();
    await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Machine.bound(GONE_WITHIN))
        .until(() -> names(search("{" + WANTED + "}")).equals(List.of(name(narrow))));
    Machine.report("not in searches after", Duration.between(answered, Instant.now()), GONE_WITHIN);
  }

  private void register(TestLeaf agent) {
    wire.send(Call.post(nodes.registry("/v1/agents"), Claim.of(agent).build().toString()).as(agent))
        .expecting(201);
  }

  private Curled search(String body) {
    URI url = nodes.registry("/v1/discovery");
    List<String> line = new ArrayList<>(List.of("curl", "-sS", "--cacert", root()));
    line.addAll(List.of("--cert", folder.resolve("chain.pem").toString()));
    line.addAll(List.of("--key", folder.resolve("key.pem").toString()));
    line.addAll(List.of("-H", "Content-Type: application/json", "-w", "\n%{http_code}"));
    line.addAll(List.of("--data-binary", body, url.toString()));
    Tool run = Tool.run(line.toArray(String[]::new));
    assertThat(run.exit()).as(run.output()).isZero();
    int end = run.output().lastIndexOf('\n');
    return new Curled(
        Integer.parseInt(run.output().substring(end + 1)),
        StrictJson.object(run.output().substring(0, end)));
  }

  /** The names of this test's agents among the hits; other tests list agents, too. */
  private List<String> names(Curled answer) {
    return answer.json().getJsonArray("agents").getValuesAs(JsonObject.class).stream()
        .map(agent -> agent.getString("agent"))
        .filter(Set.of(name(wide), name(narrow))::contains)
        .toList();
  }

  private String root() {
    return nodes.home().resolve("root.pem").toString();
  }

  private static String name(TestLeaf leaf) {
    return AgentCredential.read(leaf.certificate()).agent().toString();
  }
}
