package org.bailiwick.master.httpsignature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.bailiwick.master.httpsignature.SignaturePurpose.SHARED_SECRET;

import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.method.RequestHead;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestSignaturesTest {

  private static final String BASE = "https://master.bailiwick.example";
  private static final String JOBS = BASE + "/v1/jobs";
  private static final String BODY = "{\"purpose\": \"rates\"}";
  private static final String SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

  private final TestClock clock = TestClock.atPresent();
  private final Set<String> used = new HashSet<>();
  private final RequestSignatures signatures =
      new RequestSignatures(URI.create(BASE), (key, id, end) -> used.add(key + id), clock);

  private SignedHeaders post() {
    return SignedHeaders.of("POST", JOBS, BODY, clock.instant()).by("k1", SECRET);
  }

  private RequestSignature read(SignedHeaders signed) {
    return read(signed.headers(), BODY);
  }

  private RequestSignature read(Map<String, List<String>> headers, String body) {
    RequestHead head = new RequestHead("POST", "v1/jobs", headers, Set.of());
    return signatures.read(head.with(Optional.empty(), Optional.of(body)), SHARED_SECRET);
  }

  private void refuses(String check, SignedHeaders signed) {
    refuses(check, signed.headers(), BODY);
  }

  private void refuses(String check, Map<String, List<String>> headers, String body) {
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> read(headers, body));
    assertThat(refusal).as(check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.type()).isIn(ProblemType.SIGNATURE_INVALID, ProblemType.MALFORMED_REQUEST);
  }

  private static byte[] octets(String secret) {
    return Base64.getDecoder().decode(secret);
  }

  /** RFC 9421 section B.2.5; its signature has neither end nor nonce, so only the base is ours. */
  @Test
  void makesTheSignatureOfTheStandard() {
    RequestHead head =
        new RequestHead(
            "POST",
            "foo",
            Map.of(
                "Date", List.of("Tue, 20 Apr 2021 02:07:55 GMT"),
                "Content-Type", List.of(" application/json")),
            Set.of());
    SignatureFields fields =
        new SignatureFields(
            List.of("date", "@authority", "content-type"),
            new SignatureFields.Times(1618884473, 1618884773),
            new SignatureFields.Names(
                "none",
                Optional.of("test-shared-secret"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            "(\"date\" \"@authority\" \"content-type\")"
                + ";created=1618884473;keyid=\"test-shared-secret\"",
            HexFormat.of().formatHex(octets("pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=")));
    byte[] base = new SignedMessage(head, URI.create("https://EXAMPLE.com:443")).base(fields);
    assertThat(
            new RequestSignature(fields, base)
                .isMadeBy(
                    octets(
                        "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6p"
                            + "cl8jsasjlTMtDQ==")))
        .isTrue();
  }

  @Nested
  class WhatIsCovered {

    @Test
    void aSignatureByTheSecretCounts() {
      RequestSignature signature = read(post());
      assertThat(signature.keyId()).isEqualTo("k1");
      assertThat(signature.isMadeBy(octets(SECRET))).isTrue();
      assertThat(signature.isMadeBy(octets(SECRET.replace('A', 'B')))).isFalse();
      assertThat(read(post().with("alg", "\"hmac-sha256\"")).isMadeBy(octets(SECRET))).isTrue();
    }

    @Test
    void theUriMayBeInParts() {
      SignedHeaders inParts =
          post()
              .without("@target-uri")
              .covering("@authority", "master.bailiwick.example")
              .covering("@path", "/v1/jobs")
              .covering("@query", "?");
      assertThat(read(inParts).isMadeBy(octets(SECRET))).isTrue();
      refuses("signature-coverage", inParts.without("@query"));
    }

    @Test
    void aSignatureOfAnotherRequestIsNotMadeByTheSecret() {
      SignedHeaders ofAnother =
          SignedHeaders.of("POST", JOBS + "/1", BODY, clock.instant()).by("k1", SECRET);
      assertThat(read(ofAnother).isMadeBy(octets(SECRET))).isFalse();
      SignedHeaders ofGet = SignedHeaders.of("GET", JOBS, BODY, clock.instant()).by("k1", SECRET);
      assertThat(read(ofGet).isMadeBy(octets(SECRET))).isFalse();
    }

    @Test
    void theQueryIsPartOfTheUri() {
      SignedHeaders signed =
          SignedHeaders.of("GET", JOBS + "?state=done", "", clock.instant()).by("k1", SECRET);
      RequestHead head = new RequestHead("GET", "v1/jobs", signed.headers(), Set.of("state"));
      assertThat(
              signatures
                  .read(head.with(Optional.of("state=done"), Optional.empty()), SHARED_SECRET)
                  .isMadeBy(octets(SECRET)))
          .isTrue();
      assertThat(
              signatures
                  .read(head.with(Optional.of("state=failed"), Optional.empty()), SHARED_SECRET)
                  .isMadeBy(octets(SECRET)))
          .isFalse();
    }

    @Test
    void aFieldIsCoveredAsItIsSent() {
      SignedHeaders signed = post().covering("idempotency-key", "one, two");
      Map<String, List<String>> headers = new TreeMap<>(signed.headers());
      headers.put("idempotency-key", List.of(" one ", "two"));
      assertThat(read(headers, BODY).isMadeBy(octets(SECRET))).isTrue();
      headers.put("idempotency-key", List.of("three"));
      assertThat(read(headers, BODY).isMadeBy(octets(SECRET))).isFalse();
      headers.remove("idempotency-key");
      refuses("signature-component-absent", headers, BODY);
    }

    @Test
    void aBodyNeedsItsDigest() {
      refuses("signature-coverage", post().without("content-digest"));
      refuses("signature-digest", post().headers(), BODY + " ");
      refuses("signature-digest", post().covering("content-digest", "md5=:AAAA:"));
      refuses("signature-digest", post().covering("content-digest", "sha-256=1"));
      refuses(
          "signature-digest",
          post().covering("content-digest", SignedHeaders.digest(BODY) + ", sha-512=:AAAA:"));
      refuses("signature-form", post().covering("content-digest", "sha-256=:AA"));
      assertThat(
              read(post().covering("content-digest", SignedHeaders.digest(BODY) + ", md5=:AAAA:"))
                  .isMadeBy(octets(SECRET)))
          .isTrue();
    }

    /** A body that no resource reads was not compared with the digest. */
    @Test
    void aBodyThatNothingReadsIsRefused() {
      SignedHeaders signed =
          SignedHeaders.of("DELETE", JOBS + "/1", "", clock.instant()).by("k1", SECRET);
      Map<String, List<String>> headers = new TreeMap<>(signed.headers());
      headers.put("Content-Length", List.of("5"));
      RequestHead head = new RequestHead("DELETE", "v1/jobs/1", headers, Set.of());
      assertThat(
              catchThrowableOfType(
                      ProblemException.class, () -> signatures.read(head, SHARED_SECRET))
                  .check())
          .isEqualTo("signature-coverage");
      headers.put("Content-Length", List.of("0"));
      assertThat(
              signatures
                  .read(new RequestHead("DELETE", "v1/jobs/1", headers, Set.of()), SHARED_SECRET)
                  .isMadeBy(octets(SECRET)))
          .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"@method", "@target-uri"})
    void methodAndUriAreRequired(String component) {
      refuses("signature-coverage", post().without(component));
    }

    @ParameterizedTest
    @ValueSource(strings = {"@status", "@query-param", "@unknown", "X-Upper"})
    void aComponentThatNoRequestHasIsRefused(String component) {
      refuses("signature-component-absent", post().covering(component, "x"));
    }
  }

  @Nested
  class Parameters {

    @ParameterizedTest
    @ValueSource(strings = {"created", "expires", "nonce", "keyid"})
    void areRequired(String name) {
      refuses("signature-" + name, post().without(name));
    }

    @ParameterizedTest
    @CsvSource({
      "created, \"now\", signature-created",
      "created, -5, signature-created",
      "created, 1.5, signature-created",
      "expires, ?1, signature-expires",
      "nonce, 5, signature-nonce",
      "nonce, \"\", signature-nonce",
      "keyid, token, signature-keyid",
      "alg, \"ed25519\", signature-alg",
      "alg, 1, signature-alg",
      "tag, \"wimse-workload-to-workload\", signature-tag",
      "tag, \"another\", signature-tag",
      "keyid, \"\", signature-keyid",
      "wimse-aud, \"https://master.bailiwick.example/v1/jobs\", signature-wimse-aud",
      "other, 1, signature-parameter"
    })
    void ofAnotherFormAreRefused(String name, String value, String check) {
      refuses(check, post().with(name, value));
    }

    @Test
    void aLongNonceIsRefused() {
      refuses("signature-nonce", post().with("nonce", "\"" + "n".repeat(256) + "\""));
    }

    @ParameterizedTest
    @CsvSource({
      "31, 60, signature-from-future",
      "-60, 0, signature-expired",
      "-10, 291, signature-lifetime",
      "20, 20, signature-lifetime",
      "20, 10, signature-lifetime",
      "-301, -1, signature-expired"
    })
    void aSignatureIsShort(long created, long expires, String check) {
      clock.move(Duration.ofHours(1));
      long now = clock.instant().getEpochSecond();
      refuses(check, post().with("created", now + created).with("expires", now + expires));
    }

    @ParameterizedTest
    @CsvSource({"30, 330", "-299, 1", "0, 1"})
    void atTheBoundsItCounts(long created, long expires) {
      clock.move(Duration.ofHours(1));
      long now = clock.instant().getEpochSecond();
      assertThat(read(post().with("created", now + created).with("expires", now + expires)))
          .isNotNull();
    }

    @Test
    void aSignatureFromBeforeTheStartIsRefused() {
      SignedHeaders before = post().with("created", clock.instant().getEpochSecond() - 1);
      refuses(
          "signature-before-start", before.with("expires", clock.instant().getEpochSecond() + 60));
    }
  }

  @Nested
  class Fields {

    private void refusesFields(String check, List<String> input, List<String> signature) {
      Map<String, List<String>> headers = new TreeMap<>(post().headers());
      headers.put("Signature-Input", input);
      headers.put("Signature", signature);
      refuses(check, headers, BODY);
    }

    private List<String> good(String name) {
      return post().headers().get(name);
    }

    @Test
    void oneWithoutTheOtherIsRefused() {
      refusesFields("signature-fields", good("Signature-Input"), List.of());
      refusesFields("signature-fields", List.of(), good("Signature"));
    }

    @Test
    void moreThanOneSignatureIsRefused() {
      String input = good("Signature-Input").getFirst();
      String signature = good("Signature").getFirst();
      refusesFields(
          "signature-repeated",
          List.of(input, input.replace("sig1=", "sig2=")),
          List.of(signature, signature.replace("sig1=", "sig2=")));
      refusesFields("signature-repeated", List.of(""), List.of(signature));
    }

    @Test
    void fieldsThatDoNotBelongTogetherAreRefused() {
      String input = good("Signature-Input").getFirst();
      String signature = good("Signature").getFirst();
      for (String other :
          List.of(signature.replace("sig1", "sig2"), "sig1=5", "sig1=(1)", signature + ";a=1")) {
        refusesFields("signature-form", List.of(input), List.of(other));
      }
      refusesFields("signature-form", List.of("sig1=:AAAA:"), List.of(signature));
      refusesFields("signature-form", List.of("sig1=("), List.of(signature));
      refusesFields("signature-length", List.of("s".repeat(8193)), List.of(signature));
    }

    @Test
    void aComponentIsCoveredOnceAndWithoutParameters() {
      String input = good("Signature-Input").getFirst();
      List<String> signature = good("Signature");
      for (String covered :
          List.of("\"@method\" \"@method\"", "\"@method\";req", "\"date\";bs", "5", "token")) {
        refusesFields(
            "signature-component",
            List.of(input.replace("(\"@method\"", "(" + covered)),
            signature);
      }
    }
  }

  @Test
  void aNonceCountsOnceForASecret() {
    RequestSignature first = read(post().with("nonce", "\"n\""));
    signatures.use(first, SHARED_SECRET, "k1");
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class,
            () -> signatures.use(read(post().with("nonce", "\"n\"")), SHARED_SECRET, "k1"));
    assertThat(refusal.check()).isEqualTo("signature-replayed");
    signatures.use(first, SHARED_SECRET, "k2");
    signatures.use(first, SignaturePurpose.WORKLOAD, "k1");
  }

  /** Whatever the fields have, the answer is a refusal of ours. */
  @Property(tries = 500)
  void anyTextIsReadOrRefused(
      @ForAll @StringLength(max = 60) String input,
      @ForAll @StringLength(max = 60) String signature) {
    for (String text : List.of(input, "sig1=" + input, "sig1=(\"" + input + "\");" + input)) {
      Map<String, List<String>> headers =
          Map.of("Signature-Input", List.of(text), "Signature", List.of("sig1=:" + signature));
      ProblemException refusal =
          catchThrowableOfType(ProblemException.class, () -> read(headers, BODY));
      assertThat(refusal.type()).isEqualTo(ProblemType.MALFORMED_REQUEST);
    }
  }
}
