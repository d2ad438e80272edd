package org.bailiwick.system.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** OCSP and CRL by openssl and curl (R14; threats 25 and 26). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OcspIT {

  @TempDir private static Path folder;

  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private Questions questions;

  /** A request by curl, and the expected answer. */
  record Row(String name, List<String> arguments, int status, String body) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeEach
  void enrol() {
    if (questions == null) {
      questions = new Questions(nodes, wire, folder);
    }
  }

  @Test
  void opensslHearsGoodAndThenRevokedByEveryWayOfAsking() throws Exception {
    Questions own = new Questions(nodes, wire, Files.createDirectories(folder.resolve("own")));
    for (String way : List.of("-nonce", "-no_nonce", "-sha256")) {
      assertThat(own.openssl(way).output()).contains("Response verify OK", "leaf.pem: good");
    }
    String url = own.getUrl();
    assertThat(own.verifyByCrl().output()).contains("leaf.pem: OK");
    assertThat(got(url, own).output()).contains("leaf.pem: good");
    own.revoke();
    for (String way : List.of("-nonce", "-no_nonce", "-sha256")) {
      assertThat(own.openssl(way).output())
          .contains("Response verify OK", "leaf.pem: revoked", "Reason: keyCompromise");
    }
    assertThat(got(url, own).output()).contains("leaf.pem: revoked");
    assertThat(own.verifyByCrl().output()).contains("certificate revoked");
  }

  @Test
  void opensslHearsUnknownOfASerialThatWasNeverIssued() {
    assertThat(questions.openssl("-serial", "0x123456789abcdef").output())
        .contains("Response verify OK", "0x123456789abcdef: unknown", "leaf.pem: good");
  }

  @Test
  void theNonceComesBackAndItsAnswerIsKeptByNobody() {
    String text = questions.openssl("-nonce", "-resp_text").output();
    assertThat(text).doesNotContain("no nonce in response", "Nonce Verify error");
    assertThat(text).contains("OCSP Nonce:", "ecdsa-with-SHA256", "OCSP Signing", "OCSP No Check");
  }

  @Test
  void cachesAreToldHowLongAndGetA304() {
    String url = questions.getUrl();
    Tool first = Tool.run("curl", "-sS", "-D", "-", "-o", "/dev/null", url);
    assertThat(first.output())
        .contains("200 OK", "application/ocsp-response")
        .containsPattern("(?i)cache-control: max-age=10, public, no-transform, must-revalidate")
        .containsPattern("(?i)last-modified: ")
        .containsPattern("(?i)expires: ");
    String tag = header(first, "etag");
    String modified = header(first, "last-modified");
    assertThat(tag).matches("\"[0-9a-f]{64}\"");
    for (String condition : List.of("If-None-Match: " + tag, "If-Modified-Since: " + modified)) {
      assertThat(Tool.run("curl", "-sS", "-D", "-", "-H", condition, url).output())
          .contains(" 304 ")
          .contains(tag);
    }
    assertThat(Tool.run("curl", "-sS", "-D", "-", "-H", "If-None-Match: \"x\"", url).output())
        .contains(" 200 ");
  }

  @Test
  void crlIsCachedByTheSameRules() {
    String url = nodes.plain("/crl/issuing-1.crl").toString();
    Tool first = Tool.run("curl", "-sS", "-D", "-", "-o", "/dev/null", url);
    assertThat(first.output())
        .contains("200 OK", "application/pkix-crl", "max-age=10")
        .containsPattern("(?i)expires: ");
    for (String condition :
        List.of(
            "If-None-Match: " + header(first, "etag"),
            "If-Modified-Since: " + header(first, "last-modified"))) {
      assertThat(Tool.run("curl", "-sS", "-D", "-", "-H", condition, url).output())
          .contains(" 304 ");
    }
  }

  @Test
  void theResponderIsHealthyAndCounted() {
    Path ca = questions.file("root.pem");
    questions.openssl("-no_nonce");
    String health = nodes.authority("/health/ready").toString();
    assertThat(Tool.run("curl", "-sS", "--cacert", ca.toString(), health).output())
        .containsPattern("\"name\":\\s*\"ocsp\"");
    String metrics = nodes.authority("/metrics").toString();
    assertThat(Tool.run("curl", "-sS", "--cacert", ca.toString(), metrics).output())
        .contains("aca_ocsp_answered_total", "aca_ocsp_sign_time");
  }

  Stream<Row> rows() {
    enrol();
    byte[] request = questions.request();
    questions.write("sound.der", request);
    questions.write("cut.der", Arrays.copyOf(request, request.length - 7));
    questions.write("noise.der", "GET / HTTP/1.1".getBytes(StandardCharsets.UTF_8));
    questions.write("empty.der", new byte[0]);
    questions.write("large.der", new byte[5 * 1024 * 1024]);
    return Stream.of(bodies(), methods(), paths(request)).flatMap(rows -> rows);
  }

  private Stream<Row> bodies() {
    String text = "Content-Type: text/plain";
    return Stream.of(
        row("a sound request", 200, "\0", post("sound.der", TYPE)),
        row("a request that was cut off", 200, MALFORMED, post("cut.der", TYPE)),
        row("noise", 200, MALFORMED, post("noise.der", TYPE)),
        row("nothing", 200, MALFORMED, post("empty.der", TYPE)),
        row("5 MB", 413, "request-too-large", post("large.der", TYPE)),
        row("5 MB in chunks", 413, "request-too-large", post("large.der", TYPE, CHUNKED)),
        row("another media type", 415, "unsupported-media-type", post("sound.der", text)),
        row("no media type", 415, "unsupported-media-type", post("sound.der", "Content-Type:")));
  }

  private Stream<Row> methods() {
    String url = nodes.plain("/ocsp").toString();
    return Stream.of(
        row("PUT", 405, "method-not-allowed", "-X", "PUT", "-H", TYPE, "--data-binary", "x", url),
        row("DELETE", 405, "method-not-allowed", "-X", "DELETE", url),
        row("PATCH", 405, "method-not-allowed", "-X", "PATCH", url));
  }

  private Stream<Row> paths(byte[] request) {
    String url = nodes.plain("/ocsp").toString();
    return Stream.of(
        row("GET without request", 200, MALFORMED, url),
        row("GET of a slash", 200, MALFORMED, url + "/"),
        row("GET of no base64", 200, MALFORMED, url + "/caf%C3%A9"),
        row("GET of slashes", 200, MALFORMED, url + "/%2F%2F%2F%2F"),
        row(
            "GET, nothing escaped",
            200,
            "\0",
            url + "/" + Base64.getEncoder().encodeToString(request)),
        row("GET out of the folder", 404, "", "--path-as-is", url + "/../v1/nonces"),
        row("GET out of the folder, escaped", 404, "", "--path-as-is", url + "/%2e%2e/health"),
        row("GET out by an escaped slash", 404, "", "--path-as-is", url + "/..%2fhealth"));
  }

  /** OCSPResponse with status malformedRequest, and nothing else. */
  private static final String MALFORMED = "0\003\n\001\001";

  private static final String CHUNKED = "Transfer-Encoding: chunked";
  private static final String TYPE = "Content-Type: application/ocsp-request";

  @ParameterizedTest
  @MethodSource("rows")
  void strangerIsAnswered(Row row) throws Exception {
    Path body = folder.resolve("body");
    Files.deleteIfExists(body);
    List<String> command =
        new ArrayList<>(
            List.of(
                "curl", "-sS", "-o", body.toString(), "-w", "%{http_code}", "--max-time", "20"));
    command.addAll(row.arguments());
    Tool curl = Tool.run(command.toArray(new String[0]));
    String answer = Files.exists(body) ? Files.readString(body, StandardCharsets.ISO_8859_1) : "";
    assertThat(curl.output()).as(answer).endsWith(Integer.toString(row.status()));
    assertThat(answer).contains(row.body());
  }

  private String[] post(String file, String... headers) {
    List<String> arguments = new ArrayList<>();
    for (String header : headers) {
      arguments.addAll(List.of("-H", header));
    }
    arguments.addAll(List.of("--data-binary", "@" + questions.file(file)));
    arguments.add(nodes.plain("/ocsp").toString());
    return arguments.toArray(new String[0]);
  }

  private static Row row(String name, int status, String body, String... arguments) {
    return new Row(name, List.of(arguments), status, body);
  }

  /** The answer to a GET, as openssl reads it. */
  private Tool got(String url, Questions about) {
    String file = about.file("answer.der").toString();
    assertThat(Tool.run("curl", "-sSf", "-o", file, url).exit()).isZero();
    return Tool.run(
        "openssl",
        "ocsp",
        "-respin",
        file,
        "-issuer",
        about.file("issuing.pem").toString(),
        "-CAfile",
        about.file("root.pem").toString(),
        "-cert",
        about.file("leaf.pem").toString());
  }

  private static String header(Tool answer, String name) {
    Matcher line = Pattern.compile("(?im)^" + name + ": *(.*?)\\s*$").matcher(answer.output());
    assertThat(line.find()).as(answer.output()).isTrue();
    return line.group(1);
  }
}
