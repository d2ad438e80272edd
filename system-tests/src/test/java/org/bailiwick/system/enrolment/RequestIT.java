package org.bailiwick.system.enrolment;

import static org.bailiwick.contract.problem.ProblemType.CAPABILITY_NOT_GRANTED;
import static org.bailiwick.contract.problem.ProblemType.EVIDENCE_REJECTED;
import static org.bailiwick.contract.problem.ProblemType.IDEMPOTENCY_KEY_REUSED;
import static org.bailiwick.contract.problem.ProblemType.MALFORMED_REQUEST;
import static org.bailiwick.contract.problem.ProblemType.METHOD_NOT_ALLOWED;
import static org.bailiwick.contract.problem.ProblemType.NAME_OWNED_BY_ANOTHER;
import static org.bailiwick.contract.problem.ProblemType.REQUEST_TOO_LARGE;
import static org.bailiwick.contract.problem.ProblemType.UNSUPPORTED_MEDIA_TYPE;

import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.system.BadInput;
import org.bailiwick.system.Call;

/** Content and body of requests (threats 6, 11, 16, 22 and 47). */
class RequestIT extends EnrolmentTable {
  private static final int MIB_5 = 5 * 1024 * 1024;

  @Override
  protected Stream<BadInput> table() {
    return Stream.of(
            capabilities(),
            capabilityLists(),
            names(),
            attributes(),
            repetitions(),
            members(),
            bodies(),
            mediaTypes())
        .flatMap(rows -> rows);
  }

  private Stream<BadInput> capabilities() {
    return Stream.of(
        asks(
            "16 capability that the profile does not hold",
            CAPABILITY_NOT_GRANTED,
            "capability-not-granted",
            "fx.rates@1",
            "payroll.read@1"),
        asks(
            "16 capability of a later version",
            CAPABILITY_NOT_GRANTED,
            "capability-not-granted",
            "fx.rates@2"),
        asks("16 capability in another case", MALFORMED_REQUEST, "capability-syntax", "FX.rates@1"),
        asks(
            "16 capability with a look-alike letter",
            MALFORMED_REQUEST,
            "capability-syntax",
            "fx.r\u0430tes@1"),
        asks(
            "16 capability with a zero-width character",
            MALFORMED_REQUEST,
            "capability-syntax",
            "fx.rates\u200b@1"),
        asks(
            "16 capability in another spelling",
            MALFORMED_REQUEST,
            "capability-syntax",
            "fx.rates@01"));
  }

  private Stream<BadInput> capabilityLists() {
    return Stream.of(
        asks("16 every capability", MALFORMED_REQUEST, "capability-syntax", "*"),
        asks(
            "16 capability twice",
            MALFORMED_REQUEST,
            "capability-duplicate",
            "fx.rates@1",
            "fx.rates@1"),
        asks(
            "16 5,000 capabilities",
            MALFORMED_REQUEST,
            "capability-count",
            IntStream.range(0, 5_000).mapToObj(i -> "a.b" + i + "@1").toArray(String[]::new)),
        row(
            "16 capabilities that are no list",
            e -> e.statement().claim("capabilities", "fx.rates@1"),
            MALFORMED_REQUEST,
            "statement-claim"),
        row(
            "16 profile that is not there",
            e -> e.statement().claim("profile", "root"),
            MALFORMED_REQUEST,
            "profile-unknown"));
  }

  private Stream<BadInput> names() {
    return Stream.of(
        named("11 SQL as name", "a' or '1'='1"),
        named("11 path as name", "../node/authority"),
        named("11 expression as name", "${jndi:ldap://x}"),
        named("22 NUL in the name", "a\u0000b"),
        named("22 look-alike letter in the name", "\u0430gent"),
        named("22 name in capitals", "Agent"),
        named("22 name of 64 letters", "a".repeat(64)));
  }

  private Stream<BadInput> attributes() {
    return Stream.of(
        row(
            "22 NUL in the owner",
            e -> e.statement().claim("owner", "Trea\u0000sury"),
            MALFORMED_REQUEST,
            "owner-syntax"),
        row(
            "53 locator without TLS",
            e -> e.statement().claim("locator", "http://127.0.0.1/work"),
            MALFORMED_REQUEST,
            "locator-syntax"),
        row(
            "53 locator with a user",
            e -> e.statement().claim("locator", "https://a@127.0.0.1/work"),
            MALFORMED_REQUEST,
            "locator-syntax"),
        row(
            "validation method unknown",
            e -> e.statement().claim("validation_methods", List.of("password")),
            MALFORMED_REQUEST,
            "validation-method"));
  }

  private Stream<BadInput> repetitions() {
    return Stream.of(
        row(
            "name of another owner",
            this::takeOver,
            NAME_OWNED_BY_ANOTHER,
            "name-owned-by-another"),
        BadInput.refused(
            "idempotency key of another request",
            this::reuseKey,
            IDEMPOTENCY_KEY_REUSED,
            "idempotency-key-reused"),
        BadInput.refused(
            "idempotency key with spaces",
            () -> enrolment().call().header("Idempotency-Key", "a b"),
            MALFORMED_REQUEST,
            "idempotency-key-syntax"));
  }

  private Stream<BadInput> members() {
    return Stream.concat(noEat(), missing());
  }

  /** It may stand in the CSR, so that the review asks for it. */
  private Stream<BadInput> noEat() {
    return Stream.of(
        row("6 no eat", Enrolment::withoutEat, EVIDENCE_REJECTED, "eat-missing"),
        body(
            "6 eat a list",
            e -> e.members().add("eat", Json.createArrayBuilder()).build().toString(),
            "json-shape"));
  }

  private Stream<BadInput> missing() {
    return Stream.of("statement", "csr", "user_token")
        .flatMap(
            member ->
                Stream.of(
                    body(
                        "6 no " + member,
                        e -> e.members().remove(member).build().toString(),
                        "member-missing"),
                    body(
                        "6 " + member + " null",
                        e -> e.members().add(member, JsonValue.NULL).build().toString(),
                        "member-missing"),
                    body(
                        "6 " + member + " a list",
                        e -> e.members().add(member, Json.createArrayBuilder()).build().toString(),
                        "json-shape")));
  }

  private Stream<BadInput> bodies() {
    return Stream.of(
        body("6 nothing", e -> "", "json-syntax"),
        body("6 null", e -> "null", "json-shape"),
        body("6 a list", e -> "[]", "json-shape"),
        body("6 not JSON", e -> "statement=a", "json-syntax"),
        body(
            "6 JSON cut off",
            e -> e.members().build().toString().replaceAll("}$", ""),
            "json-syntax"),
        body("6 JSON twice", e -> e.members().build() + "{}", "json-syntax"),
        body(
            "6 member twice",
            e -> e.members().build().toString().replaceFirst("\\{", "{\"csr\":\"\","),
            "json-duplicate-member"),
        body("6 nested 10,000 deep", e -> "[".repeat(10_000) + "]".repeat(10_000), "json-depth"),
        body("6 number of 1,200 digits", e -> "{\"csr\":" + "9".repeat(1200) + "}", "json-number"),
        BadInput.refused("22 not UTF-8", this::notUtf8, MALFORMED_REQUEST, "json-encoding"),
        body(
            "csr not base64",
            e -> e.members().add("csr", "%%%").build().toString(),
            "member-base64"));
  }

  private Stream<BadInput> mediaTypes() {
    return Stream.of(
        BadInput.refused(
            "22 5 MB",
            () -> enrolment().call("{\"csr\":\"" + "A".repeat(MIB_5) + "\"}"),
            REQUEST_TOO_LARGE,
            "body-size"),
        BadInput.refused(
            "form instead of JSON",
            () ->
                Call.post(
                    nodes.authority("/v1/enrolments"),
                    "application/x-www-form-urlencoded",
                    "a=b".getBytes(StandardCharsets.US_ASCII)),
            UNSUPPORTED_MEDIA_TYPE,
            "content-type"),
        BadInput.refused(
            "11 XML instead of JSON",
            () ->
                Call.post(
                    nodes.authority("/v1/enrolments"),
                    "application/xml",
                    "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"
                        .getBytes(StandardCharsets.US_ASCII)),
            UNSUPPORTED_MEDIA_TYPE,
            "content-type"),
        BadInput.refused(
            "10 another method",
            () -> Call.get(nodes.authority("/v1/enrolments")),
            METHOD_NOT_ALLOWED,
            "method"));
  }

  private BadInput asks(String name, ProblemType type, String check, String... capabilities) {
    return row(name, e -> e.capabilities(capabilities), type, check);
  }

  private BadInput named(String description, String name) {
    return row(
        description,
        e -> e.statement().claim("name", name),
        MALFORMED_REQUEST,
        "agent-name-syntax");
  }

  private BadInput body(String name, Function<Enrolment, String> body, String check) {
    return BadInput.refused(
        name,
        () -> {
          Enrolment enrolment = enrolment();
          return enrolment.call(body.apply(enrolment));
        },
        MALFORMED_REQUEST,
        check);
  }

  /** The name belongs to Treasury; the same person asks for it in the name of another owner. */
  private void takeOver(Enrolment enrolment) {
    Enrolment first = enrolment();
    first.granted();
    enrolment.statement().claim("name", first.name()).claim("owner", "General Ledger");
  }

  private Call notUtf8() {
    byte[] body = "{\"statement\":\"?\"}".getBytes(StandardCharsets.US_ASCII);
    body[body.length - 3] = (byte) 0xff;
    return Call.post(nodes.authority("/v1/enrolments"), "application/json", body);
  }

  private Call reuseKey() {
    String key = "key-" + enrolment().name();
    wire.send(enrolment().call().header("Idempotency-Key", key)).expecting(201);
    return enrolment().call().header("Idempotency-Key", key);
  }
}
