package org.bailiwick.system.status;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.NodeProgram;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Officer;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.master.Partner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Status lists of running nodes (R14, R23, R54). The relying party is npm's {@code
 * @sd-jwt/jwt-status-list} with {@code jose}, which knows the published keys alone; the answers of
 * HTTP are curl's.
 */
class StatusListIT {

  private static final String VALID = "0";
  private static final String INVALID = "1";
  private static final int ENTRIES = 1 << 17;

  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());

  /** A holder with its identity token. */
  private record Held(TestLeaf leaf, String wit) {}

  private static Held enrolled(Nodes nodes, Wire wire) {
    Enrolment enrolment = new Enrolment(nodes, wire);
    enrolment.statement().claim("formats", List.of("x509", "wit"));
    Answer answer = wire.send(enrolment.call()).expecting(201);
    return new Held(
        new TestLeaf(enrolment.key().getPrivate(), Pem.certificates(answer.text("chain"))),
        answer.text("wit"));
  }

  /** Where the keys of an issuer are, and the {@code typ} of its tokens. */
  private record Issuer(Nodes nodes, URI keys, String typ) {}

  private static JsonObject status(Issuer issuer, String token, String wanted) {
    Tool run =
        new NodeProgram("statuslists", "status.mjs")
            .trusting(issuer.nodes().home().resolve("root.pem"))
            .run(issuer.keys().toString(), issuer.typ(), token, wanted);
    assertThat(run.exit()).as(run.output()).isZero();
    JsonObject seen = json(run.output());
    assertThat(seen.getInt("status")).as(run.output()).isEqualTo(Integer.parseInt(wanted));
    return seen;
  }

  private static JsonObject ofWit(Nodes nodes, Held held, String wanted) {
    return status(
        new Issuer(nodes, nodes.authority("/v1/wit/jwks"), "wit+jwt"), held.wit(), wanted);
  }

  private JsonObject ofAccessToken(String token, String wanted) {
    return status(new Issuer(nodes, nodes.master("/oauth/jwks"), "at+jwt"), token, wanted);
  }

  private static JsonObject json(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }

  @Test
  void aStrangerSeesThatATokenIsRevoked() {
    Held held = enrolled(nodes, wire);
    Held other = enrolled(nodes, wire);
    JsonObject before = ofWit(nodes, held, VALID);
    assertThat(before.getInt("bits")).isEqualTo(2);
    assertThat(before.getInt("size")).isEqualTo(ENTRIES);
    assertThat(before.getString("coding")).isEqualTo("gzip");
    new Officer(nodes, wire).revoke(held.leaf());
    JsonObject after = ofWit(nodes, held, INVALID);
    System.out.println("revocation of a WIT in the list after ms: " + after.getInt("millis"));
    assertThat(after.getInt("millis")).isLessThan(5_000);
    ofWit(nodes, other, VALID);
  }

  @Test
  @Tag("long")
  void aStrangerSeesThatAnAccessTokenIsRevoked() {
    Partner partner = new Partner(nodes);
    String token = partner.accessToken(wire);
    String other = partner.accessToken(wire);
    assertThat(ofAccessToken(token, VALID).getInt("bits")).isOne();
    String client = "spiffe://partner.example/agent/buyer";
    wire.send(
            Call.form(nodes.master("/oauth/revoke"), Map.of("client_id", client, "token", token))
                .as(nodes.partner("buyer")))
        .expecting(200);
    JsonObject after = ofAccessToken(token, INVALID);
    System.out.println("end of an access token in the list after ms: " + after.getInt("millis"));
    assertThat(after.getInt("millis")).isLessThan(5_000);
    ofAccessToken(other, VALID);

    JsonObject metadata =
        wire.send(Call.get(nodes.master("/.well-known/oauth-authorization-server"))).json();
    URI all = URI.create(metadata.getString("status_list_aggregation_endpoint"));
    assertThat(uris(all)).contains(after.getString("uri"));
  }

  private List<String> uris(URI all) {
    return wire.send(Call.get(all)).expecting(200).json().getJsonArray("status_lists").stream()
        .map(uri -> ((JsonString) uri).getString())
        .toList();
  }

  @Test
  @Tag("long")
  void answersAreThoseOfTheDraft() {
    String uri = uriIn(enrolled(nodes, wire).wit());
    assertThat(uris(nodes.authority("/status-lists"))).contains(uri);
    String plain = nodes.plain(URI.create(uri).getPath()).toString();
    for (String from : List.of(uri, plain)) {
      String answer = curl(from);
      assertThat(answer).startsWith("HTTP/1.1 200");
      assertThat(header(answer, "content-type")).isEqualTo("application/statuslist+jwt");
      assertThat(header(answer, "cache-control")).matches("public, max-age=\\d+");
      assertThat(header(answer, "vary")).containsIgnoringCase("accept-encoding");
    }
    String tag = header(curl(uri), "etag");
    assertThat(curl(uri, "-H", "If-None-Match: " + tag)).startsWith("HTTP/1.1 304");
    assertThat(header(curl(uri, "-H", "Accept-Encoding: gzip"), "content-encoding"))
        .isEqualTo("gzip");
    assertThat(curl(uri, "-H", "Accept: application/statuslist+cwt")).startsWith("HTTP/1.1 406");
    assertThat(curl(uri + "?time=1686925000"))
        .startsWith("HTTP/1.1 501")
        .contains("urn:bailiwick:problem:not-implemented");
    for (String unknown : List.of("/status-lists/7", "/status-lists/x", "/status-lists/-1")) {
      assertThat(curl(nodes.authority(unknown).toString())).startsWith("HTTP/1.1 404");
    }
    assertThat(curl(uri, "-X", "POST")).startsWith("HTTP/1.1 405");
  }

  private static String uriIn(String wit) {
    byte[] claims = Base64.getUrlDecoder().decode(wit.split("\\.", -1)[1]);
    try (JsonReader reader = Json.createReader(new ByteArrayInputStream(claims))) {
      return reader
          .readObject()
          .getJsonObject("status")
          .getJsonObject("status_list")
          .getString("uri");
    }
  }

  private String curl(String uri, String... more) {
    Path root = nodes.home().resolve("root.pem");
    List<String> line =
        new ArrayList<>(List.of("curl", "-sS", "-i", "--http1.1", "--cacert", root.toString()));
    line.addAll(Arrays.asList(more));
    line.add(uri);
    return Tool.run(line.toArray(String[]::new)).output();
  }

  private static String header(String answer, String name) {
    return answer
        .lines()
        .takeWhile(line -> !line.isBlank())
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  /** Nothing of a list is stored but its number: after a crash it follows from the ledger. */
  @Test
  @Tag("long")
  void afterAKillTheListSaysTheSame() {
    Nodes own = Nodes.authorityAlone("status-lists");
    try {
      Wire wireOfOwn = new Wire(own.root());
      Held revoked = enrolled(own, wireOfOwn);
      Held other = enrolled(own, wireOfOwn);
      new Officer(own, wireOfOwn).revoke(revoked.leaf());
      own.kill("authority");
      own.restart();
      ofWit(own, revoked, INVALID);
      ofWit(own, other, VALID);
      Held later = enrolled(own, wireOfOwn);
      assertThat(ofWit(own, later, VALID).getString("uri"))
          .as("a new process draws from a list of its own")
          .isNotEqualTo(uriIn(other.wit()));
    } finally {
      own.stop();
    }
  }
}
