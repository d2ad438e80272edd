package org.bailiwick.system.enrolment;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.bailiwick.contract.testing.DemoShell;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Users;
import org.bailiwick.system.Wire;

/**
 * A machine with a TPM (swtpm) that enrols by tpm2-tools and openssl, through the functions of the
 * demo. It has an agent's key called "agent".
 */
final class Tpm implements AutoCloseable {

  private static final Path LIB = Path.of(System.getProperty("bailiwick.root"), "demo/lib");
  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** One name for a TPM, whose key is certified for no other. */
  private final int number = NUMBER.incrementAndGet();

  private final Nodes nodes;
  private final Wire wire;
  private final Path folder;
  private final DemoShell shell;

  /** A TPM of this vendor; {@code kind} says which endorsement key, as the demo's library. */
  Tpm(Nodes nodes, Wire wire, Path vendor, String kind) {
    this.nodes = nodes;
    this.wire = wire;
    this.folder = vendor.resolveSibling("tpm-" + NUMBER.incrementAndGet());
    this.shell =
        new DemoShell(
            LIB,
            List.of("jose", "device", "tpm"),
            vendor.getParent(),
            Map.of("V", vendor.toString(), "F", folder.toString()));
    shell("[ -d \"$V\" ] || tpm_vendor_make \"$V\"; tpm_make \"$V\" \"$F\" " + kind);
    shell("tpm_agent_key_make \"$F\" agent");
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  String challengeRequest(String nonce) {
    return shell("tpm_challenge_request \"$F\" '" + nonce + "'");
  }

  Call challenge(String nonce) {
    return Call.post(nodes.authority("/v1/tpm-challenges"), challengeRequest(nonce));
  }

  /** The secret of a fresh challenge, opened. */
  String activation(String nonce) {
    Answer answer = wire.send(challenge(nonce)).expecting(201);
    return shell(
        "tpm_activate \"$F\" '%s' '%s'"
            .formatted(answer.text("credential_blob"), answer.text("encrypted_secret")));
  }

  /** The evidence of the TPM on a key for this nonce. */
  JsonObject evidence(String key, String nonce) {
    String value =
        shell(
            "tpm_certify \"$F\" %1$s '%2$s'; tpm_quote \"$F\" '%2$s' 0,7; tpm_evidence \"$F\" %1$s '%3$s'"
                .formatted(key, nonce, activation(nonce)));
    String json = new String(Base64.getUrlDecoder().decode(value), StandardCharsets.UTF_8);
    return Json.createReader(new StringReader(json)).readObject();
  }

  /** The enrolment of a key of this TPM, under the TPM's name, with this evidence. */
  Call enrolment(String key, String nonce, JsonObject evidence, String profile) {
    String body =
        shell(
            "tpm_body \"$F\" %s '%s' '%s' '%s' '%s'"
                .formatted(
                    key,
                    nonce,
                    value(evidence),
                    request(profile),
                    new Users(nodes).token().compact()));
    return Call.post(nodes.authority("/v1/enrolments"), body);
  }

  Call enrolment() {
    String nonce = Enrolment.nonce(nodes, wire);
    return enrolment("agent", nonce, evidence("agent", nonce), "agent-tpm");
  }

  static String value(JsonObject evidence) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(evidence.toString().getBytes(StandardCharsets.UTF_8));
  }

  private String request(String profile) {
    return """
    "profile":"%s","name":"tpm-agent-%d","owner":"Treasury","capabilities":["fx.rates@1"],\
    "locator":"https://127.0.0.1:7001/work","validation_methods":["mtls"]\
    """
        .formatted(profile, number);
  }

  /** The output of a command of the demo's library, in which $F is the TPM's folder. */
  String shell(String command) {
    return shell.run(command);
  }

  @Override
  public void close() {
    shell("tpm_stop \"$F\"");
  }
}
