package org.bailiwick.system.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.bailiwick.contract.problem.ProblemType.ACCESS_TOKEN_INVALID;
import static org.bailiwick.contract.problem.ProblemType.INSUFFICIENT_SCOPE;
import static org.bailiwick.contract.problem.ProblemType.JOB_NOT_ACCEPTABLE;
import static org.bailiwick.contract.problem.ProblemType.JOB_UNKNOWN;
import static org.bailiwick.contract.problem.ProblemType.MALFORMED_REQUEST;
import static org.bailiwick.contract.problem.ProblemType.NOT_FOUND;
import static org.bailiwick.contract.problem.ProblemType.PEER_CERTIFICATE_REQUIRED;
import static org.bailiwick.contract.problem.ProblemType.REQUEST_TOO_LARGE;
import static org.bailiwick.contract.problem.ProblemType.UNSUPPORTED_MEDIA_TYPE;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Answer;
import org.bailiwick.system.BadInput;
import org.bailiwick.system.BadInputTable;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.Users;
import org.bailiwick.system.enrolment.Enrolment;

/** Handing in a job (threats 37, 39, 42, 44 to 47 and 55). */
class JobIT extends BadInputTable {
  private static final int MIB_5 = 5 * 1024 * 1024;
  private static final String STEP = "{\"id\":\"a\",\"capability\":\"fx.rates@1\"}";

  private final Partner partner = new Partner(nodes);
  private final TestLeaf buyer = nodes.partner("buyer");
  private final String token = partner.accessToken(wire);

  JobIT() {
    super(Component.MASTER);
  }

  @Override
  protected Stream<BadInput> table() {
    return Stream.of(holders(), kinds(), places(), bodies(), contents(), workflows(), reach())
        .flatMap(rows -> rows);
  }

  private Stream<BadInput> holders() {
    Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
    return Stream.of(
        BadInput.refused(
            "39 token without its certificate",
            () -> job(STEP).bearer(token),
            PEER_CERTIFICATE_REQUIRED,
            "peer-certificate-required"),
        token(
            "39 token over another agent's certificate",
            () -> job(STEP).bearer(token).as(nodes.partner("thief")),
            "access-token-certificate"),
        token(
            "39 token over another certificate of the same subject",
            () -> job(STEP).bearer(token).as(partner.certified(Partner.BUYER, tomorrow)),
            "access-token-certificate"),
        token("45 certificate without token", () -> job(STEP).as(buyer), "access-token-missing"),
        BadInput.refused(
            "certificate of a device, without a SPIFFE id, which the rule does not allow",
            () ->
                job(STEP).bearer(token).as(TestCa.create("maker.example").leafWithUri("urn:dev:1")),
            PEER_CERTIFICATE_REQUIRED,
            "peer-certificate-required"));
  }

  private Stream<BadInput> kinds() {
    return Stream.of(
        token(
            "37 grant as access token",
            () -> job(STEP).bearer(partner.grant().compact()).as(buyer),
            "access-token-type"),
        token(
            "37 ID token as access token",
            () -> job(STEP).bearer(new Users(nodes).token().compact()).as(buyer),
            "access-token-type"),
        token(
            "37 txn token as access token",
            () ->
                job(STEP).bearer(partner.grant().header("typ", "txntoken+jwt").compact()).as(buyer),
            "access-token-type"),
        token(
            "37 access token of the partner's server",
            () -> job(STEP).bearer(partner.grant().header("typ", "at+jwt").compact()).as(buyer),
            "access-token-algorithm"),
        token(
            "34 access token without signature",
            () -> job(STEP).bearer(unsigned()).as(buyer),
            "access-token-format"),
        token(
            "34 access token with one letter changed",
            () -> job(STEP).bearer(changed()).as(buyer),
            "access-token-signature"),
        token(
            "bearer token that is no JWT",
            () -> job(STEP).bearer("secret").as(buyer),
            "access-token-format"),
        token(
            "9 token of an agent of the domain",
            () -> job(STEP).bearer(token).as(new Enrolment(nodes, wire).granted()),
            "access-token-certificate"));
  }

  private Stream<BadInput> places() {
    return Stream.of(
        malformed(
            "46 token in the query",
            () -> Call.post(nodes.master("/v1/jobs?access_token=" + token), body(STEP)).as(buyer),
            "token-in-query"),
        malformed(
            "46 token in query and header",
            () ->
                Call.post(nodes.master("/v1/jobs?access_token=" + token), body(STEP))
                    .bearer(token)
                    .as(buyer),
            "token-in-query"),
        malformed(
            "45 password beside the certificate",
            () -> job(STEP).header("Authorization", "Basic YTpi").as(buyer),
            "authorization-scheme"),
        malformed(
            "46 token in the body",
            () ->
                Call.post(
                        nodes.master("/v1/jobs"),
                        "{\"access_token\":\""
                            + token
                            + "\",\"purpose\":\"x\",\"steps\":["
                            + STEP
                            + "]}")
                    .bearer(token)
                    .as(buyer),
            "member-unknown"));
  }

  private Stream<BadInput> bodies() {
    return Stream.of(
        body("nothing", "", "json-syntax"),
        body("not JSON", "job", "json-syntax"),
        body("a list", "[]", "job-json"),
        body(
            "member twice",
            "{\"purpose\":\"a\",\"purpose\":\"b\",\"steps\":[" + STEP + "]}",
            "json-duplicate-member"),
        body("no steps", "{\"purpose\":\"x\"}", "member-missing"),
        body("47 nested 10,000 deep", "[".repeat(10_000) + "]".repeat(10_000), "json-depth"));
  }

  private Stream<BadInput> contents() {
    return Stream.of(
        body(
            "capability in another case",
            body("{\"id\":\"a\",\"capability\":\"FX.rates@1\"}"),
            "capability-syntax"),
        body(
            "capability with a look-alike letter",
            body("{\"id\":\"a\",\"capability\":\"fx.r\u0430tes@1\"}"),
            "capability-syntax"),
        BadInput.refused(
            "22 5 MB",
            () ->
                authorised(
                    body(
                        "{\"id\":\"a\",\"capability\":\"fx.rates@1\",\"input\":\""
                            + "a".repeat(MIB_5)
                            + "\"}")),
            REQUEST_TOO_LARGE,
            "body-size"),
        BadInput.refused(
            "form instead of JSON",
            () ->
                Call.post(
                        nodes.master("/v1/jobs"),
                        "application/x-www-form-urlencoded",
                        "a=b".getBytes(StandardCharsets.US_ASCII))
                    .bearer(token)
                    .as(buyer),
            UNSUPPORTED_MEDIA_TYPE,
            "content-type"),
        malformed(
            "idempotency key of 300 letters",
            () -> authorised(body(STEP)).header("Idempotency-Key", "a".repeat(300)),
            "idempotency-key-form"));
  }

  private Stream<BadInput> workflows() {
    return Stream.of(
        planned("55 no step", "", JOB_NOT_ACCEPTABLE, "step-count"),
        planned("55 10,000 parallel steps", steps(10_000), JOB_NOT_ACCEPTABLE, "step-count"),
        planned(
            "55 step that waits for itself",
            "{\"id\":\"a\",\"capability\":\"fx.rates@1\",\"after\":[\"a\"]}",
            JOB_NOT_ACCEPTABLE,
            "step-after-itself"),
        planned(
            "42 steps that wait for one another",
            "{\"id\":\"a\",\"capability\":\"fx.rates@1\",\"after\":[\"b\"]},{\"id\":\"b\",\"capability\":\"fx.rates@1\",\"after\":[\"a\"]}",
            JOB_NOT_ACCEPTABLE,
            "step-cycle"),
        planned(
            "55 step after one that is not there",
            "{\"id\":\"a\",\"capability\":\"fx.rates@1\",\"after\":[\"z\"]}",
            JOB_NOT_ACCEPTABLE,
            "step-unknown"),
        planned(
            "55 two steps of one name", STEP + "," + STEP, JOB_NOT_ACCEPTABLE, "step-id-repeated"));
  }

  private Stream<BadInput> reach() {
    return Stream.of(
        planned(
            "56 capability that the token lacks",
            "{\"id\":\"a\",\"capability\":\"ledger.post@1\"}",
            INSUFFICIENT_SCOPE,
            "scope-does-not-cover-job"),
        planned(
            "56 delegate that the token lacks",
            "{\"id\":\"a\",\"capability\":\"fx.rates@1\",\"delegates\":[\"ledger.post@1\"]}",
            INSUFFICIENT_SCOPE,
            "scope-does-not-cover-job"),
        BadInput.refused(
            "job that is not there",
            () ->
                Call.get(nodes.master("/v1/jobs/4f5c8a52-0000-4000-8000-000000000000"))
                    .bearer(token)
                    .as(buyer),
            JOB_UNKNOWN,
            "job-unknown"),
        BadInput.refused(
            "11 SQL as job",
            () -> Call.get(nodes.master("/v1/jobs/'%20or%20'1'='1")).bearer(token).as(buyer),
            JOB_UNKNOWN,
            "job-unknown"),
        BadInput.refused(
            "10 the container's own description of the routes",
            () -> Call.get(nodes.master("/application.wadl")),
            NOT_FOUND,
            "path"));
  }

  @Override
  protected void requireService() {
    Answer answer =
        wire.send(authorised(body("{\"id\":\"a\",\"capability\":\"invoice.parse@1\"}")));
    assertThat(answer.status()).as(answer.body()).isIn(202, JOB_NOT_ACCEPTABLE.status());
    if (answer.status() == 202) {
      end(answer.text("id"));
    }
  }

  /** Another class may have registered an agent that is no process: its job would be tried on. */
  private void end(String job) {
    wire.send(Call.delete(nodes.master("/v1/jobs/" + job)).bearer(token).as(buyer)).expecting(200);
    String running =
        "select step_id from attempt where state = 'running' and job_id = '" + job + "'";
    await("its attempts have ended")
        .atMost(Duration.ofMinutes(1))
        .until(() -> Component.MASTER.column(running).isEmpty());
  }

  private BadInput token(String name, Supplier<Call> call, String check) {
    return BadInput.refused(name, call, ACCESS_TOKEN_INVALID, check);
  }

  private BadInput malformed(String name, Supplier<Call> call, String check) {
    return BadInput.refused(name, call, MALFORMED_REQUEST, check);
  }

  private BadInput body(String name, String body, String check) {
    return malformed(name, () -> authorised(body), check);
  }

  private BadInput planned(String name, String steps, ProblemType type, String check) {
    return BadInput.refused(name, () -> authorised(body(steps)), type, check);
  }

  private Call authorised(String body) {
    return Call.post(nodes.master("/v1/jobs"), body).bearer(token).as(buyer);
  }

  private Call job(String steps) {
    return Call.post(nodes.master("/v1/jobs"), body(steps));
  }

  private static String body(String steps) {
    return "{\"purpose\":\"test\",\"steps\":[" + steps + "]}";
  }

  private static String steps(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "{\"id\":\"s" + i + "\",\"capability\":\"fx.rates@1\"}")
        .collect(Collectors.joining(","));
  }

  private String unsigned() {
    String header =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                "{\"alg\":\"none\",\"typ\":\"at+jwt\"}".getBytes(StandardCharsets.US_ASCII));
    return header + "." + token.split("\\.", -1)[1] + ".";
  }

  /** The token with another jti: the first octets of the payload stay, so that it is still JSON. */
  private String changed() {
    String[] parts = token.split("\\.", -1);
    String claims =
        new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
            .replaceFirst("\"scope\":\"fx", "\"scope\":\"gx");
    return parts[0]
        + "."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
        + "."
        + parts[2];
  }
}
