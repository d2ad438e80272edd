package org.bailiwick.system.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;
import org.bailiwick.system.AgentFolder;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A key without a CSR, proved by a signature for this one enrolment (R9), by openssl and curl
 * alone, and by the command: made by a device's agent, and by an agent that speaks for itself.
 */
class BareKeyIT {

  private static final String UNPROVED = "urn:bailiwick:problem:proof-of-possession-failed";

  @TempDir private Path folder;
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final Outside outside = new Outside(nodes, "bare-key");
  private final BareRequests bare = new BareRequests(nodes, outside);

  @Test
  void aDevicesAgentShowsItsKeyAndSignsForIt() throws IOException {
    Path agent = key("one");
    String nonce = Enrolment.nonce(nodes, wire);
    String eat = bare.eat(nonce);
    String statement = statement(agent, nonce, eat);
    JsonObject body = bare.body(agent, eat, statement, bare.proof(agent, nonce, statement)).build();
    JsonObject granted = json(bare.post(body));
    Path certificate = folder.resolve("one.pem");
    Files.writeString(certificate, granted.getString("certificate"));
    String certified =
        Tool.run("openssl", "x509", "-in", certificate.toString(), "-noout", "-pubkey").output();
    String own =
        Tool.run("openssl", "pkey", "-in", agent.resolve("key.pem").toString(), "-pubout").output();
    assertThat(certified.strip()).isEqualTo(own.strip());
    assertThat(bare.post(body)).contains("urn:bailiwick:problem:nonce-invalid");
  }

  @Test
  void aForgedOldOrBorrowedProofIsRefused() {
    Path agent = key("two");
    Path thief = key("thief");
    String nonce = Enrolment.nonce(nodes, wire);
    String eat = bare.eat(nonce);
    String statement = statement(agent, nonce, eat);
    assertThat(answer(agent, eat, statement, bare.proof(thief, nonce, statement)))
        .contains(UNPROVED);
    String older = Enrolment.nonce(nodes, wire);
    assertThat(answer(agent, eat, statement, bare.proof(agent, older, statement)))
        .contains(UNPROVED);
    String another = statement(agent, nonce, eat);
    assertThat(answer(agent, eat, statement, bare.proof(agent, nonce, another))).contains(UNPROVED);
    assertThat(answer(thief, eat, statement, bare.proof(thief, nonce, statement)))
        .contains("urn:bailiwick:problem:evidence-rejected");
    assertThat(answer(agent, eat, statement, statement)).contains(UNPROVED);
  }

  @Test
  void aKeyThatTheCertificateMayNotHoldIsRefused() {
    Path agent = key("three");
    outside.shell(
        "openssl genrsa -out \"$1/weak.pem\" 2048 2>/dev/null;"
            + " openssl pkey -in \"$1/weak.pem\" -pubout -outform DER -out \"$1/key.der\"",
        agent.toString());
    String nonce = Enrolment.nonce(nodes, wire);
    String eat = bare.eat(nonce);
    String statement = statement(agent, nonce, eat);
    assertThat(answer(agent, eat, statement, bare.proof(agent, nonce, statement)))
        .contains("urn:bailiwick:problem:invalid-csr");
    outside.shell(
        "openssl pkey -in \"$1/idevid.key\" -pubout -outform DER -out \"$2/key.der\";"
            + " cp \"$1/idevid.key\" \"$2/key.pem\"",
        bare.device().toString(),
        agent.toString());
    String own = statement(agent, nonce, eat);
    assertThat(answer(agent, eat, own, bare.proof(agent, nonce, own)))
        .contains("urn:bailiwick:problem:invalid-csr");
  }

  @Test
  void theCommandEnrolsAndRenewsWithoutARequest() {
    AgentFolder agent =
        new AgentFolder(nodes, folder, "bare-" + UUID.randomUUID().toString().substring(0, 8));
    agent.enrol(Stream.concat(agent.device().stream(), Stream.of("--bare-key")).toList());
    String key = agent.publicKey();
    agent.run("renew");
    assertThat(agent.publicKey()).isNotEqualTo(key);
    agent.requireUsable();
  }

  private Path key(String name) {
    return bare.key(folder.resolve(name));
  }

  /** By the device rate-finder, for the key of the folder and this EAT. */
  private String statement(Path agent, String nonce, String eat) {
    return bare.statement(
        agent,
        nonce,
        eat,
        "\"profile\":\"agent-default\",\"name\":\"bare-%s\",\"owner\":\"Treasury\",\"capabilities\":[\"fx.rates@1\"]"
            .formatted(UUID.randomUUID().toString().substring(0, 8)));
  }

  private String answer(Path agent, String eat, String statement, String proof) {
    return bare.post(bare.body(agent, eat, statement, proof).build());
  }

  private static JsonObject json(String text) {
    return Json.createReader(new StringReader(text)).readObject();
  }
}
