package org.bailiwick.system.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bailiwick.system.Component;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Users;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An agent joins by a token that a user asked for ahead of time (R6, R11; threats 2 and 15), by
 * openssl and curl alone.
 */
class JoinTokenIT {

  private static final String REJECTED = "urn:bailiwick:problem:evidence-rejected";

  @TempDir private Path folder;
  private final Nodes nodes = Nodes.running();
  private final Outside outside = new Outside(nodes, "join-token");

  @BeforeEach
  void allowJoining() throws IOException, InterruptedException {
    Files.writeString(
        nodes.home().resolve("authority/profiles/joined.json"),
        """
        {"name": "joined", "validity": "PT1H", "capabilities": ["fx.rates@1"], "key_algorithms": ["EC_P256"],
         "validation_methods": ["mtls"], "attestors": [["join-token"]], "required_status": "none"}
        """);
    Thread.sleep(1500); // files of operators count within a second
  }

  @Test
  void theAgentThatWasAskedForJoinsOnceAndNeverAgain() {
    String requested = requested("Treasury");
    String token = token(requested);
    assertThat(enrol("other", requested("Treasury"), token)).contains(REJECTED);
    JsonObject granted = json(enrol("agent", requested, token));
    assertThat(granted.getString("agent")).startsWith("spiffe://").contains("/agent/joined-");
    Path certificate = folder.resolve("agent.pem");
    write(certificate, granted.getString("certificate"));
    assertThat(subjectKey(certificate)).isEqualTo(publicKey(folder.resolve("agent/key.pem")));
    assertThat(enrol("thief", requested, token)).contains(REJECTED);
    nodes.kill("authority");
    nodes.restart();
    assertThat(enrol("later", requested, token)).contains(REJECTED);
    assertThat(filesWith(token)).isEmpty();
  }

  @Test
  void ofFiftyThatComeAtOnceOneJoins() {
    String requested = requested("Treasury");
    String token = token(requested);
    int before = Component.ACA.rows().get("issuance").size();
    IntStream.rangeClosed(1, 50)
        .forEach(i -> prepare(folder.resolve("key-" + i), requested, token));
    List<String> statuses =
        outside
            .shell(
                """
                for body in "$1"/key-*/body.json; do
                  printf 'next\\nurl = "%s/v1/enrolments"\\ncacert = "%s"\\nheader = "Content-Type: application/json"\\ndata-binary = "@%s"\\n' \\
                    "$3" "$2" "$body"
                  printf 'silent\\noutput = "/dev/null"\\nwrite-out = "%%{http_code}\\\\n"\\n'
                done | sed 1d >"$1/fifty.conf"
                curl --parallel --parallel-immediate --parallel-max 50 --config "$1/fifty.conf"
                """,
                folder.toString(),
                nodes.home().resolve("root.pem").toString(),
                nodes.authority("").toString())
            .lines()
            .toList();
    // Some may be told to come again, since too many wait at once.
    assertThat(statuses).hasSize(50).isSubsetOf("201", "403", "503").containsOnlyOnce("201");
    assertThat(Component.ACA.rows().get("issuance")).hasSize(before + 1);
  }

  @Test
  void whoMayNotActForTheOwnerGetsNoToken() {
    assertThat(ask(user(), requested("Unknown Department")))
        .contains("urn:bailiwick:problem:policy-denied");
    assertThat(ask("no.user.token", requested("Treasury")))
        .contains("urn:bailiwick:problem:user-token-rejected");
    assertThat(
            Tool.run(
                    "curl",
                    "-sS",
                    "-i",
                    "--cacert",
                    nodes.home().resolve("root.pem").toString(),
                    "-H",
                    "Content-Type: application/json",
                    "-d",
                    "{" + requested("Treasury") + "}",
                    nodes.authority("/v1/join-tokens").toString())
                .output())
        .containsIgnoringCase("WWW-Authenticate: Bearer")
        .contains("urn:bailiwick:problem:access-token-invalid");
  }

  private static String requested(String owner) {
    return "\"profile\":\"joined\",\"name\":\"joined-%s\",\"owner\":\"%s\",\"capabilities\":[\"fx.rates@1\"],"
            .formatted(UUID.randomUUID().toString().substring(0, 8), owner)
        + "\"locator\":\"https://127.0.0.1:7001/work\",\"validation_methods\":[\"mtls\"]";
  }

  private String user() {
    return new Users(nodes).token().compact();
  }

  private String token(String requested) {
    JsonObject answer = json(ask(user(), requested));
    assertThat(answer.getString("expires_at")).isNotBlank();
    String token = answer.getString("token");
    assertThat(token).startsWith("bwjoin_").hasSizeLessThan(256);
    return token;
  }

  private String ask(String user, String requested) {
    return outside.shell(
        """
        printf 'Authorization: Bearer %s' "$1" >"$2/user.header"
        curl -sS --cacert "$3" -H "@$2/user.header" -H 'Content-Type: application/json' -d "{$4}" "$5"
        """,
        user,
        folder.toString(),
        nodes.home().resolve("root.pem").toString(),
        requested,
        nodes.authority("/v1/join-tokens").toString());
  }

  /** The authority's answer to curl, without a user token. */
  private String enrol(String key, String requested, String token) {
    Path body = prepare(folder.resolve(key), requested, token);
    return outside.shell(
        "curl -sS --cacert \"$1\" -H 'Content-Type: application/json' --data-binary \"@$2\" \"$3\"",
        nodes.home().resolve("root.pem").toString(),
        body.toString(),
        nodes.authority("/v1/enrolments").toString());
  }

  /** A request by a key of its own, with a fresh nonce, to be sent. */
  private Path prepare(Path agent, String requested, String token) {
    outside.shell(
        """
        agent_key_make "$1" >/dev/null
        nonce=$(curl -sS --cacert "$2" -X POST "$3/v1/nonces" | sed -n 's/.*"nonce" *: *"\\([^"]*\\)".*/\\1/p')
        printf '{"statement":"%s","csr":"%s","evidence":[{"type":"join-token","value":"%s"}]}' \\
          "$(agent_statement "$1" "$nonce" "$5" "$4")" "$(openssl base64 -A -in "$1/request.der")" "$5" >"$1/body.json"
        """,
        agent.toString(),
        nodes.home().resolve("root.pem").toString(),
        nodes.authority("").toString(),
        requested,
        token);
    return agent.resolve("body.json");
  }

  private static String subjectKey(Path certificate) {
    return Tool.run("openssl", "x509", "-in", certificate.toString(), "-noout", "-pubkey").output();
  }

  private static String publicKey(Path key) {
    return Tool.run("openssl", "pkey", "-in", key.toString(), "-pubout").output();
  }

  /** Files of the home, databases and logs among them, in which the text stands. */
  private List<Path> filesWith(String text) {
    try (Stream<Path> files = Files.walk(nodes.home())) {
      return files.filter(Files::isRegularFile).filter(file -> holds(file, text)).toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean holds(Path file, String text) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException gone) {
      return false;
    }
  }

  private static JsonObject json(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
