package org.bailiwick.system.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.bailiwick.system.AgentFolder;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.Wire;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Owner and agent consent to one credential with both keys (R11, threats 3 and 4), by openssl and
 * curl alone, and by the command; an operator's file vouches for the owner's key.
 */
class OwnerKeyIT {
  private static final String PROFILE = "agent-dual";
  private static final String GUARDED = "agent-dual-guarded";
  private static final String MEMBERS =
      "\"owner\":\"Treasury\",\"profile\":\"" + PROFILE + "\",\"capabilities\":[\"fx.rates@1\"]";
  private static final String OWNER_KEY =
      "1.2.840.113556.1.8000.2554.46460.41930.64157.17831.33677.15508426.11787616.4";

  @TempDir private Path folder;
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final Outside outside = new Outside(nodes, "owner-key");
  private final BareRequests bare = new BareRequests(nodes, outside);
  private Path owner;

  /** The parts of a request; each can be another's. */
  private record Parts(Path agent, String name, String nonce, String consent, String acceptance) {
    Parts consented(String other) {
      return new Parts(agent, name, nonce, other, acceptance);
    }

    Parts accepted(String other) {
      return new Parts(agent, name, nonce, consent, other);
    }
  }

  @BeforeEach
  void vouch() throws IOException, InterruptedException {
    owner = key("owner");
    Path authority = nodes.home().resolve("authority");
    Files.createDirectories(authority.resolve("owners"));
    String profile = Nodes.read(authority.resolve("profiles/agent-default.json"));
    for (String more : List.of("", ", \"approvers\": 1")) {
      String name = more.isEmpty() ? PROFILE : GUARDED;
      Files.writeString(
          authority.resolve("profiles/" + name + ".json"),
          profile
              .replace("\"agent-default\"", "\"" + name + "\"")
              .replace("\"affirming\"", "\"affirming\", \"owner_key\": \"required\"" + more));
    }
    Files.writeString(
        authority.resolve("owners/treasury.json"),
        "{\"owner\": \"Treasury\", \"keys\": [%s]}".formatted(jwk(owner)));
    Thread.sleep(Duration.ofSeconds(2)); // files count a second later
  }

  @Test
  void oneCredentialHoldsBothUntilTheOwnersKeyIsLost() throws IOException {
    Parts good = parts("treasury-one");
    JsonObject granted = json(post(good));
    Path certificate = folder.resolve("agent.pem");
    Files.writeString(certificate, granted.getString("certificate"));
    String leaf = certificate.toString();
    assertThat(Tool.run("openssl", "x509", "-in", leaf, "-noout", "-text").output())
        .contains(OWNER_KEY)
        .contains("Treasury");
    String der =
        shell(
            "openssl x509 -in \"$1\" -outform DER | xxd -p | tr -d '\\n'", certificate.toString());
    assertThat(der)
        .contains(shell("xxd -p \"$1/key.der\" | tr -d '\\n'", owner.toString()))
        .contains(shell("xxd -p \"$1/key.der\" | tr -d '\\n'", good.agent().toString()));
    assertThat(Tool.run("zlint", "-includeSources", "RFC5280", leaf).output())
        .contains("\"pass\"")
        .doesNotContain("\"error\"", "\"fatal\"");

    String digest =
        shell("openssl dgst -sha256 -r \"$1/key.der\" | cut -d ' ' -f 1", owner.toString());
    Call order =
        Call.post(
            nodes.authority("/v1/revocation-orders"),
            "{\"trigger\":\"key-compromise\",\"subject\":\"key:" + digest + "\"}");
    assertThat(wire.send(order.as(nodes.operator("officer-1"))).expecting(201).body())
        .contains(granted.getString("serial"));
    assertThat(post(parts("treasury-two"))).contains("The owner's key was reported compromised.");
  }

  @Test
  void aConsentIsForOneAgentOneKeyAndOnce() {
    Parts good = parts("treasury-three");
    assertThat(post(good)).contains("\"certificate\"");
    Parts again = parts(good.agent(), good.name());
    assertThat(post(again.consented(good.consent())))
        .contains("The owner's consent has been used already.");
    assertThat(post(parts("treasury-four").consented(again.consent())))
        .contains("The owner consented to another agent than this.");
    Parts borrowed = parts(key("thief"), again.name());
    assertThat(post(borrowed.consented(again.consent())))
        .contains("The owner consented to another agent_jkt than this.");
    assertThat(post(borrowed.accepted(again.acceptance())))
        .contains("The owner-acceptance is not signed by the key it is of.");
    assertThat(post(again.accepted(good.acceptance())))
        .contains("The acceptance was made for another nonce.");
  }

  @Test
  void whatIsForgedOldOrMissingIsRefused() {
    Parts good = parts("treasury-five");
    Path stranger = key("stranger");
    assertThat(post(good.consented(consent(stranger, good.agent(), good.name()))))
        .contains("Nobody vouches for this key as one of the owner's.");
    assertThat(post(good.consented(signedBy(stranger, good.consent()))))
        .contains("The owner-consent is not signed by the key it is of.");
    assertThat(post(good.consented(old(good)))).contains("The owner's consent has expired.");
    assertThat(post(good.accepted(acceptance(good.agent(), stranger, good.nonce()))))
        .contains("The agent accepted another key of the owner.");
    assertThat(post(new Parts(good.agent(), good.name(), good.nonce(), "", "")))
        .contains("The profile makes no credentials without the consent of owner and agent.");
  }

  /** Owner and agent by the command; every renewal wants a key and a consent of its own. */
  @Test
  void theCommandBringsBothConsentsAtFirstAndAtEachRenewal() {
    AgentFolder agent = new AgentFolder(nodes, folder, "treasury-command");
    Path file = consented(agent.run("enrol", "--prepare-key"), "treasury-command", PROFILE);
    agent.enrol(asked(agent, file, PROFILE));
    assertThat(text(agent)).contains(OWNER_KEY).contains("Treasury");
    String first = agent.serial();
    assertThat(agent.run(1, "renew")).contains("The owner's consent is for another key");
    Path next = consented(agent.run("renew", "--prepare-key"), "treasury-command", PROFILE);
    agent.run("renew", "--owner-consent", next.toString());
    assertThat(agent.serial()).isNotEqualTo(first);
    assertThat(text(agent)).contains(OWNER_KEY);
    agent.requireUsable();
  }

  /** The consent is spent when the request begins to wait, and counts when it is issued. */
  @Test
  void aRequestWithAnOwnersKeyWaitsForOfficersAndGetsIt() {
    AgentFolder agent = new AgentFolder(nodes, folder, "treasury-guarded");
    Path file = consented(agent.run("enrol", "--prepare-key"), "treasury-guarded", GUARDED);
    String waiting = agent.ask(asked(agent, file, GUARDED));
    String id = waiting.replaceAll("(?s).*enrolment waiting id=([0-9a-f-]{36}).*", "$1");
    OperatorCommand.run(nodes, 0, "ca", "enrolments", "approve", id);
    agent.run("enrol", "--resume");
    assertThat(text(agent)).contains(OWNER_KEY).contains("Treasury");
    agent.requireUsable();
  }

  private static List<String> asked(AgentFolder agent, Path consent, String profile) {
    List<String> options = new ArrayList<>(agent.device());
    options.addAll(List.of("--profile", profile, "--owner-consent", consent.toString()));
    return options;
  }

  private static String text(AgentFolder agent) {
    return AgentFolder.openssl(
        "x509", "-in", agent.path().resolve("chain.pem").toString(), "-noout", "-text");
  }

  /** The command of the owner on another machine. */
  private Path consented(String thumbprint, String name, String profile) {
    Path file = folder.resolve("consent-" + UUID.randomUUID());
    OperatorCommand.run(
        nodes,
        0,
        "agent",
        "owner-consent",
        "--owner-key",
        owner.resolve("key.pem").toString(),
        "--agent-key-thumbprint",
        thumbprint.strip(),
        "--authority",
        audience(),
        "--agent",
        agent(name),
        "--owner",
        "Treasury",
        "--profile",
        profile,
        "--capability",
        "fx.rates@1",
        "--consent-file",
        file.toString());
    return file;
  }

  private Parts parts(String name) {
    return parts(key(name), name);
  }

  private Parts parts(Path agent, String name) {
    String nonce = Enrolment.nonce(nodes, wire);
    return new Parts(
        agent, name, nonce, consent(owner, agent, name), acceptance(agent, owner, nonce));
  }

  private String consent(Path signer, Path agent, String name) {
    return shell(
        "owner_consent \"$1/key.pem\" \"$2/key.pem\" \"$3\" \"$4\" \"$5\"",
        signer.toString(),
        agent.toString(),
        audience(),
        agent(name),
        MEMBERS);
  }

  /** Two hours ago, for one. */
  private String old(Parts parts) {
    long made = Instant.now().getEpochSecond() - Duration.ofHours(2).toSeconds();
    return shell(
        """
        jws_sign "$1/key.pem" ES256 "$(printf '{"alg":"ES256","typ":"owner-consent+jwt","jwk":%s}' "$(jwk_of_ec "$1/key.pem")")" "$(printf \
          '{"aud":"%s","agent":"%s","agent_jkt":"%s",%s,"jti":"old","iat":%s,"exp":%s}' "$3" "$4" "$(jwk_thumbprint "$2/key.pem")" "$5" "$6" "$7")"
        """,
        owner.toString(),
        parts.agent().toString(),
        audience(),
        agent(parts.name()),
        MEMBERS,
        Long.toString(made),
        Long.toString(made + Duration.ofHours(1).toSeconds()));
  }

  /** The same words under another's signature. */
  private String signedBy(Path key, String jws) {
    return shell(
        "input=${2%.*}; printf '%s.%s' \"$input\""
            + " \"$(printf '%s' \"$input\" | openssl dgst -sha256 -sign \"$1/key.pem\" | es256_raw | b64url)\"",
        key.toString(), jws);
  }

  private String acceptance(Path agent, Path ownersKey, String nonce) {
    return shell(
        "owner_acceptance \"$1/key.pem\" \"$2/key.pem\" \"$3\" Treasury",
        agent.toString(),
        ownersKey.toString(),
        nonce);
  }

  private String audience() {
    return nodes.authority("").toString();
  }

  private static String agent(String name) {
    return "spiffe://bailiwick.example/agent/" + name;
  }

  private Path key(String name) {
    return bare.key(folder.resolve(name));
  }

  private String jwk(Path key) {
    return shell("jwk_of_ec \"$1/key.pem\"", key.toString());
  }

  /** By the device rate-finder, with a bare key. */
  private String post(Parts parts) {
    String eat = bare.eat(parts.nonce());
    String members = "\"name\":\"" + parts.name() + "\"," + MEMBERS;
    String statement = bare.statement(parts.agent(), parts.nonce(), eat, members);
    JsonObjectBuilder body =
        bare.body(
            parts.agent(), eat, statement, bare.proof(parts.agent(), parts.nonce(), statement));
    if (!parts.consent().isEmpty()) {
      body.add("owner_consent", parts.consent()).add("owner_acceptance", parts.acceptance());
    }
    return bare.post(body.build());
  }

  private String shell(String lines, String... arguments) {
    return outside.shell(lines, arguments);
  }

  private static JsonObject json(String text) {
    return Json.createReader(new StringReader(text)).readObject();
  }
}
