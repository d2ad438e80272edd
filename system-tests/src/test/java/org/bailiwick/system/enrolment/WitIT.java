package org.bailiwick.system.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.AgentFolder;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Officer;
import org.bailiwick.system.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workload Identity Tokens of a running authority (R53). What they are worth says python3-jwcrypto,
 * by keys that curl fetched.
 */
class WitIT {

  @TempDir private Path folder;
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());

  @Test
  void anEnrolmentYieldsATokenThatAStrangerVerifies() throws Exception {
    Enrolment enrolment = asking("x509", "wit");
    Answer answer = wire.send(enrolment.call()).expecting(201);
    Verifier verifier = new Verifier(nodes, folder, answer.text("certificate"));
    String name = "spiffe://bailiwick.example/agent/" + enrolment.name();
    assertThat(verifier.verify(answer.text("wit"))).isEqualTo("holds " + name);
    Duration left = Duration.between(Instant.now(), Instant.parse(answer.text("wit_expires_at")));
    assertThat(left).isBetween(Duration.ofMinutes(58), Duration.ofHours(1));

    assertThat(verifier.verifyLater(answer.text("wit"), Duration.ofMinutes(61)))
        .startsWith("JWTExpired");
    String[] parts = answer.text("wit").split("\\.", -1);
    String other = wire.send(asking("wit").call()).expecting(201).text("wit");
    String forged = parts[0] + "." + other.split("\\.", -1)[1] + "." + parts[2];
    assertThat(verifier.verify(forged)).startsWith("JWTMissingKey"); // no key of the set fits
    assertThat(verifier.verify(other)).startsWith("another key than the certificate's");
  }

  /** The command keeps it beside the chain, with an enrolment, a renewal, and by itself. */
  @Test
  void theCommandFetchesATokenThatAStrangerVerifies() throws Exception {
    String name = "wit-" + UUID.randomUUID().toString().substring(0, 8);
    AgentFolder agent = new AgentFolder(nodes, folder, name);
    agent.enrol(Stream.concat(agent.device().stream(), Stream.of("--wit")).toList());
    assertThat(agent.run("wit", "--when-due")).contains("not yet");
    for (int round = 0; round < 2; round++) {
      String kept = token(agent);
      assertThat(verifierFor(agent).verify(kept))
          .isEqualTo("holds spiffe://bailiwick.example/agent/" + name);
      assertThat(agent.run("wit")).contains("token until=");
      assertThat(token(agent)).isNotEqualTo(kept);
      assertThat(verifierFor(agent).verify(token(agent))).startsWith("holds ");
      agent.run("renew"); // which asks for one too
    }
  }

  private static String token(AgentFolder agent) {
    return Nodes.read(agent.path().resolve("wit.jwt")).strip();
  }

  private Verifier verifierFor(AgentFolder agent) throws Exception {
    String chain = Nodes.read(agent.path().resolve("chain.pem"));
    return new Verifier(nodes, folder, Pem.of(Pem.certificates(chain).getFirst()));
  }

  @Test
  void theTrustBundleNamesTheSameKeys() {
    List<JsonObject> bundle = keys("/.well-known/spiffe-bundle");
    List<JsonObject> ofWits =
        bundle.stream().filter(key -> key.getString("use").equals("wit-svid")).toList();
    assertThat(ofWits).hasSize(1);
    JsonObject plain = keys("/v1/wit/jwks").getFirst();
    for (String name : List.of("kid", "kty", "crv", "x", "y", "alg")) {
      assertThat(ofWits.getFirst().getString(name)).isEqualTo(plain.getString(name));
    }
    assertThat(bundle)
        .filteredOn(key -> key.getString("use").equals("x509-svid"))
        .isNotEmpty()
        .noneMatch(key -> key.containsKey("kid"));
  }

  @Test
  void nobodyOnTheWayCanAddTheFormat() {
    Enrolment plain = new Enrolment(nodes, wire);
    String body =
        plain.members().add("formats", Json.createArrayBuilder().add("wit")).build().toString();
    Answer answer = wire.send(plain.call(body));
    assertThat(answer.body()).doesNotContain("\"wit\"");

    Enrolment signed = asking("x509");
    String statement = signed.members().build().getString("statement");
    String other = asking("wit").members().build().getString("statement");
    String[] parts = statement.split("\\.", -1);
    signed.statementText(parts[0] + "." + other.split("\\.", -1)[1] + "." + parts[2]);
    Answer refused = wire.send(signed.call());
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("type")).endsWith("evidence-rejected");
  }

  @Test
  void aProfileThatDoesNotListTheFormatGrantsNone() throws Exception {
    Path profiles = nodes.home().resolve("authority/profiles");
    String usual = Files.readString(profiles.resolve("agent-default.json"));
    assertThat(usual).contains("\"formats\"");
    Files.writeString(
        profiles.resolve("no-wit.json"),
        usual
            .replace("agent-default", "no-wit")
            .replaceAll("\"(formats|wit_validity)\": [^\\n]*\\n", ""));
    Thread.sleep(1_500); // files of operators count within a second
    Enrolment enrolment = asking("wit");
    enrolment.statement().claim("profile", "no-wit");
    Answer refused = wire.send(enrolment.call());
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("type")).endsWith("policy-denied");

    Enrolment plain = new Enrolment(nodes, wire);
    plain.statement().claim("profile", "no-wit");
    TestLeaf held = plain.granted();
    assertThat(further(held, held).status()).isEqualTo(403);
  }

  @Test
  void furtherTokensGoToTheHolderUntilItIsRevoked() throws Exception {
    TestLeaf held = new Enrolment(nodes, wire).granted();
    TestLeaf other = new Enrolment(nodes, wire).granted();
    Answer further = further(held, held).expecting(201);
    assertThat(further.headers().firstValue("Cache-Control")).contains("no-store");
    Verifier verifier = new Verifier(nodes, folder, Pem.of(held.certificate()));
    assertThat(verifier.verify(further.text("wit"))).startsWith("holds spiffe://");

    Answer anothers = further(held, other);
    assertThat(anothers.status()).isEqualTo(403);
    assertThat(anothers.text("type")).endsWith("policy-denied");
    assertThat(wire.send(Call.post(path(held), "")).status()).isEqualTo(401);
    new Officer(nodes, wire).revoke(held);
    assertThat(further(held, held).status()).isEqualTo(401);
  }

  @Test
  void unknownFormatsAreRefused() {
    Answer refused = wire.send(asking("jwt").call());
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("type")).endsWith("malformed-request");
  }

  private Enrolment asking(String... formats) {
    Enrolment enrolment = new Enrolment(nodes, wire);
    enrolment.statement().claim("formats", List.of(formats));
    return enrolment;
  }

  private Answer further(TestLeaf credential, TestLeaf shown) {
    return wire.send(Call.post(path(credential), "").as(shown));
  }

  private URI path(TestLeaf credential) {
    String serial = AgentCredential.read(credential.certificate()).serial().hex();
    return nodes.authority("/v1/credentials/" + serial + "/wit");
  }

  private List<JsonObject> keys(String path) {
    return wire.send(Call.get(nodes.authority(path)))
        .expecting(200)
        .json()
        .getJsonArray("keys")
        .getValuesAs(JsonObject.class);
  }
}
