package org.bailiwick.system.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Users;
import org.bailiwick.system.Wire;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A key without a CSR, proved by a signature for this one enrolment (R9), by openssl and curl
 * alone: made by a device's agent, and by an agent that speaks for itself.
 */
class BareKeyIT {

  private static final String UNPROVED = "urn:bailiwick:problem:proof-of-possession-failed";

  @TempDir private Path folder;
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());

  @Test
  void aDevicesAgentShowsItsKeyAndSignsForIt() throws IOException {
    Path agent = key("one");
    String nonce = Enrolment.nonce(nodes, wire);
    String eat = eat(nonce);
    String statement = statement(agent, nonce, eat);
    String body = body(agent, eat, statement, proof(agent, nonce, statement));
    JsonObject granted = json(post(body));
    Path certificate = folder.resolve("one.pem");
    Files.writeString(certificate, granted.getString("certificate"));
    String certified =
        Tool.run("openssl", "x509", "-in", certificate.toString(), "-noout", "-pubkey").output();
    String own =
        Tool.run("openssl", "pkey", "-in", agent.resolve("key.pem").toString(), "-pubout").output();
    assertThat(certified.strip()).isEqualTo(own.strip());
    assertThat(post(body)).contains("urn:bailiwick:problem:nonce-invalid");
  }

  @Test
  void aForgedOldOrBorrowedProofIsRefused() {
    Path agent = key("two");
    Path thief = key("thief");
    String nonce = Enrolment.nonce(nodes, wire);
    String eat = eat(nonce);
    String statement = statement(agent, nonce, eat);
    assertThat(post(body(agent, eat, statement, proof(thief, nonce, statement))))
        .contains(UNPROVED);
    String older = Enrolment.nonce(nodes, wire);
    assertThat(post(body(agent, eat, statement, proof(agent, older, statement))))
        .contains(UNPROVED);
    String another = statement(agent, nonce, eat);
    assertThat(post(body(agent, eat, statement, proof(agent, nonce, another)))).contains(UNPROVED);
    assertThat(post(body(thief, eat, statement, proof(thief, nonce, statement))))
        .contains("urn:bailiwick:problem:evidence-rejected");
    assertThat(post(body(agent, eat, statement, statement))).contains(UNPROVED);
  }

  @Test
  void aKeyThatTheCertificateMayNotHoldIsRefused() {
    Path agent = key("three");
    shell(
        "openssl genrsa -out \"$1/weak.pem\" 2048 2>/dev/null;"
            + " openssl pkey -in \"$1/weak.pem\" -pubout -outform DER -out \"$1/key.der\"",
        agent.toString());
    String nonce = Enrolment.nonce(nodes, wire);
    String eat = eat(nonce);
    String statement = statement(agent, nonce, eat);
    assertThat(post(body(agent, eat, statement, proof(agent, nonce, statement))))
        .contains("urn:bailiwick:problem:invalid-csr");
    shell(
        "openssl pkey -in \"$1/idevid.key\" -pubout -outform DER -out \"$2/key.der\";"
            + " cp \"$1/idevid.key\" \"$2/key.pem\"",
        device().toString(),
        agent.toString());
    String own = statement(agent, nonce, eat);
    assertThat(post(body(agent, eat, own, proof(agent, nonce, own))))
        .contains("urn:bailiwick:problem:invalid-csr");
  }

  private Path key(String name) {
    Path agent = folder.resolve(name);
    shell("bare_key_make \"$1\"", agent.toString());
    return agent;
  }

  /** By the device rate-finder, for the key of the folder and this EAT. */
  private String statement(Path agent, String nonce, String eat) {
    return shell(
        """
        bare_key_statement "$1/idevid.key" '"x5c":["'"$(certificate_b64 "$1/idevid.pem")"'"]' "$2" "$4/key.der" "$(printf \
          '"eat_sha256":"%s","profile":"agent-default","name":"%s","owner":"Treasury","capabilities":["fx.rates@1"],"locator":"https://127.0.0.1:7001/work","validation_methods":["mtls"]' \
          "$(printf '%s' "$3" | sha256_b64url)" "$5")"
        """,
        device().toString(),
        nonce,
        eat,
        agent.toString(),
        "bare-" + UUID.randomUUID().toString().substring(0, 8));
  }

  private String eat(String nonce) {
    return shell(
        "device_eat \"$1\" \"$2\" acme-os 4.2.0 rate-finder \"$3\"",
        device().toString(),
        nonce,
        nodes.outside().resolveSibling("program").toString());
  }

  private Path device() {
    return nodes.outside().resolve("device-rate-finder");
  }

  private String proof(Path agent, String nonce, String statement) {
    return shell("bare_key_proof \"$1/key.pem\" \"$2\" \"$3\"", agent.toString(), nonce, statement);
  }

  private String body(Path agent, String eat, String statement, String proof) {
    return Json.createObjectBuilder()
        .add("statement", statement)
        .add("key", shell("openssl base64 -A -in \"$1/key.der\"", agent.toString()))
        .add("key_proof", proof)
        .add("eat", eat)
        .add("user_token", new Users(nodes).token().compact())
        .build()
        .toString();
  }

  private String post(String body) {
    return shell(
        "printf '%s' \"$1\" | curl -sS --cacert \"$2\""
            + " -H 'Content-Type: application/json' --data-binary @- \"$3\"",
        body,
        nodes.home().resolve("root.pem").toString(),
        nodes.authority("/v1/enrolments").toString());
  }

  /** Runs lines of shell with what the demo's parties are made of. */
  private String shell(String lines, String... arguments) {
    String library = nodes.demo().resolve("../../lib").normalize().toString();
    String script =
        "set -euo pipefail; for part in jose device barekey; do . \"$0/$part.sh\"; done\n" + lines;
    String[] command = new String[arguments.length + 4];
    command[0] = "bash";
    command[1] = "-c";
    command[2] = script;
    command[3] = library;
    System.arraycopy(arguments, 0, command, 4, arguments.length);
    return Tool.run(command).output().strip();
  }

  private static JsonObject json(String text) {
    return Json.createReader(new StringReader(text)).readObject();
  }
}
