package org.bailiwick.node.problem;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ejb.EJBException;
import jakarta.persistence.PersistenceException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.bailiwick.contract.problem.Problem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditChain;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.request.RequestContext;
import org.bailiwick.node.request.RequestIdFilter;
import org.bailiwick.node.testing.TestDatabase;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.WriterSettings;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ContainerResponse;
import org.glassfish.jersey.server.ResourceConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests through a real Jersey with the filters and the mapper as a WAR registers them. */
class RefusalsTest {
  private static final String CHAIN = "authority/test";
  private static final URI BASE = URI.create("https://127.0.0.1/");
  private static final AtomicReference<Throwable> TO_THROW = new AtomicReference<>();

  private final TestDatabase database = TestDatabase.ofCommonTables();
  private final GroupWriter writer =
      new GroupWriter(database.sink(), Thread::new, WriterSettings.of(CHAIN, Clock.systemUTC()));
  private final ApplicationHandler node =
      new ApplicationHandler(
          new ResourceConfig(Echo.class)
              .register(new RequestIdFilter())
              .register(new Known())
              .register(new BodyLimits(64, Map.of("test.max", 1000L)))
              .register(new BodyTypes())
              .register(new JsonBodyGuard())
              .register(new ProblemMapper(new AuditedProblems(() -> writer))));

  @AfterEach
  void close() {
    writer.close();
    database.close();
  }

  /** The resource that the tests call. */
  @Path("/")
  public static class Echo {
    public record Note(String text, int number) {}

    @POST
    @Path("echo")
    @Consumes("application/json")
    @Produces("application/json")
    public Note echo(Note note) {
      return note;
    }

    @POST
    @Path("large")
    @BodyLimit(setting = "test.max")
    @Consumes("application/json")
    public String large(Note note) {
      return note.text();
    }

    @POST
    @Path("text")
    @Consumes({"application/json", "application/note+json"})
    public String text(String body) {
      return body;
    }

    @GET
    @Path("throw")
    public String fail(@QueryParam("n") String ignored) throws Throwable {
      throw TO_THROW.get();
    }

    @GET
    @Path("broken-answer")
    @Produces("application/json")
    public Object brokenAnswer() {
      return new Broken();
    }
  }

  /** Refusals of known peers are never counted only. */
  @PreMatching
  private static final class Known implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
      RequestContext.identify("spiffe://bailiwick.example/agent/a");
    }
  }

  /** Cannot be written as JSON. */
  public static class Broken {
    public String getText() {
      throw new IllegalStateException("secret text");
    }
  }

  @Test
  void anInsufficientScopeNamesTheOneThatWouldDo() throws Exception { // RFC 6750 section 3
    Answer answer =
        failing(
            new ProblemException(ProblemType.INSUFFICIENT_SCOPE, "the-check", "A sentence.")
                .with("scope", "ledger.post@1 bank.pay@1?limit=5"));
    assertThat(answer.header("WWW-Authenticate"))
        .isEqualTo(
            "Bearer error=\"insufficient_scope\", scope=\"ledger.post@1 bank.pay@1?limit=5\"");
    assertThat(answer.body()).contains("\"scope\":\"ledger.post@1 bank.pay@1?limit=5\"");
  }

  @Test
  void anotherSignInIsAskedForWithItsParameters() throws Exception { // RFC 9470 section 3
    ProblemException refusal =
        new ProblemException(
            ProblemType.INSUFFICIENT_USER_AUTHENTICATION, "the-check", "A sentence.");
    String error =
        "Bearer error=\"insufficient_user_authentication\","
            + " error_description=\"The person must sign in again\"";
    assertThat(failing(refusal).header("WWW-Authenticate")).isEqualTo(error);
    assertThat(
            failing(refusal.with("acr_values", "gold silver").with("max_age", "300"))
                .header("WWW-Authenticate"))
        .isEqualTo(error + ", acr_values=\"gold silver\", max_age=\"300\"");
  }

  @Test
  void callsNothingWithoutABodyOfTheTypeThatItTakes() throws Exception {
    assertProblem(call("POST", "large", null, ""), 415, "unsupported-media-type", "content-type");
    ContainerRequest untyped = request("POST", "large");
    untyped.setEntityStream(new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8)));
    assertProblem(send(untyped), 415, "unsupported-media-type", "content-type");
    assertProblem(post("large", ""), 400, "malformed-request", "json-syntax");
    assertProblem(post("large", "null"), 400, "malformed-request", "json-shape");
  }

  /** A wildcard fits every type that a resource takes, and names none of them (RFC 9110 12.5.1). */
  @Test
  void aWildcardIsNoMediaType() throws Exception {
    for (String wildcard : List.of("*/*", "application/*", "application/*;charset=utf-8")) {
      for (String path : List.of("large", "text")) {
        assertProblem(
            call("POST", path, wildcard, "{\"text\":\"a\",\"text\":\"b\"}"),
            415,
            "unsupported-media-type",
            "content-type");
      }
    }
  }

  /** The names of media types ignore case (RFC 9110 section 8.3.1). */
  @Test
  void jsonIsReadStrictlyInWhateverCaseItsTypeIsWritten() throws Exception {
    for (String type : List.of("application/note+JSON", "Application/Note+Json")) {
      assertProblem(
          call("POST", "text", type, "{\"text\":\"a\",\"text\":\"b\"}"),
          400,
          "malformed-request",
          "json-duplicate-member");
    }
    assertThat(call("POST", "text", "application/note+JSON", "{}").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource(ProblemType.class)
  void everyTypeHasItsStatusDocumentHeadersAndAuditRow(ProblemType type) throws Exception {
    Answer answer = failing(new ProblemException(type, "the-check", "A sentence."));
    assertThat(answer.status()).isEqualTo(type.status());
    assertThat(answer.header("Content-Type")).isEqualTo(Problem.MEDIA_TYPE);
    assertThat(answer.body())
        .contains("\"type\":\"" + type.uri() + "\"")
        .contains("\"detail\":\"A sentence.\"")
        .contains("\"instance\":\"urn:uuid:")
        .doesNotContain("the-check");
    assertThat(answer.header("WWW-Authenticate") != null)
        .isEqualTo(type.status() == 401 || type == ProblemType.INSUFFICIENT_SCOPE);
    assertThat(answer.header("Retry-After") != null)
        .isEqualTo(type.status() == 503 || type.status() == 429);
    AuditRow row = onlyRow();
    assertThat(row.check()).isEqualTo("the-check");
    assertThat(row.resource()).isEqualTo("GET /throw");
    assertThat(row.requestId()).isEqualTo(answer.header("X-Request-ID"));
    assertThat(row.outcome()).isEqualTo(type.status() < 500 ? Outcome.DENIED : Outcome.FAILED);
    assertThat(answer.body()).contains(row.details().replaceAll(".*urn:uuid:([^\"]*).*", "$1"));
  }

  @Test
  void aRefusalThatKnowsWhenToComeAgainSaysSo() throws Exception {
    ProblemException busy = new ProblemException(ProblemType.AUTHORITY_BUSY, "c", "Later.");
    assertThat(failing(busy).header("Retry-After")).isEqualTo("2");
    busy.after(Duration.ofMillis(41_001));
    assertThat(failing(new EJBException(busy)).header("Retry-After")).isEqualTo("42");
    ProblemException unknown = new ProblemException(ProblemType.CREDENTIAL_NOT_TRUSTED, "c", "No.");
    Answer refused = failing(unknown.after(Duration.ofSeconds(1)));
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.header("Retry-After")).isEqualTo("1");
  }

  @Nested
  class Unwrapping {
    @Test
    void findsTheProblemInWhatContainersWrapAroundIt() throws Exception {
      ProblemException problem = new ProblemException(ProblemType.POLICY_DENIED, "c", "No.");
      List<Exception> wrapped =
          List.of(
              new EJBException(problem),
              new CompletionException(problem),
              new ExecutionException(new EJBException(new RuntimeException(problem))));
      for (Exception one : wrapped) {
        assertThat(failing(one).status()).isEqualTo(403);
      }
    }

    @Test
    void aDatabaseThatDoesNotWorkIsNoFaultOfTheNode() throws Exception {
      for (String state :
          new String[] {"08006", "53100", "57P01", "90098", "90020", "HY000", null}) {
        Answer answer =
            failing(
                new EJBException(
                    new PersistenceException(new SQLException("disk /var is full", state))));
        assertProblem(answer, 503, "dependency-unavailable", "database");
        assertThat(answer.header("Retry-After")).as(state).isNotBlank();
        assertThat(answer.body()).doesNotContain("/var");
      }
      assertProblem(
          failing(new PersistenceException(new SQLException("syntax", "42601"))),
          500,
          "internal",
          "internal");
    }

    @Test
    void tellsNothingOfWhatItDoesNotKnow() throws Exception {
      for (Throwable unknown :
          List.of(
              new IllegalStateException("secret text"), new StackOverflowError("secret text"))) {
        Answer answer = failing(unknown);
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("secret").doesNotContain("Exception");
      }
    }

    @Test
    void anAnswerThatCannotBeWrittenIsOurFault() throws Exception {
      Answer answer = call("GET", "broken-answer", null, "");
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.body()).doesNotContain("secret");
    }
  }

  @Nested
  class Http {
    @Test
    void pathsMethodsAndMediaTypesAreProblemsToo() throws Exception {
      assertProblem(call("GET", "nowhere", null, ""), 404, "not-found", "path");
      Answer method = call("DELETE", "echo", null, "");
      assertProblem(method, 405, "method-not-allowed", "method");
      assertThat(method.header("Allow")).contains("POST");
      assertProblem(
          call("POST", "echo", "text/plain", "x"), 415, "unsupported-media-type", "content-type");
    }

    @Test
    void keepsAGoodRequestIdAndReplacesABadOne() throws Exception {
      ContainerRequest request = request("GET", "nowhere");
      request.header("X-Request-ID", "client-id.0001");
      assertThat(send(request).header("X-Request-ID")).isEqualTo("client-id.0001");
      for (String bad :
          List.of("short", "x".repeat(65), "with space 1", "line\nbreak-1", "\"quote-12\"")) {
        ContainerRequest other = request("GET", "nowhere");
        other.header("X-Request-ID", bad);
        assertThat(send(other).header("X-Request-ID")).hasSize(36).isNotEqualTo(bad);
      }
    }
  }

  @Nested
  class Bodies {
    @Test
    void aGoodBodyPasses() throws Exception {
      assertThat(post("echo", "{\"text\":\"ä\",\"number\":1}").body()).contains("\"text\":\"ä\"");
    }

    @Test
    void whatIsNotStrictJsonIsRefused() throws Exception {
      Map<String, String> bad =
          Map.of(
              "{\"text\":",
              "json-syntax",
              "",
              "json-syntax",
              "{\"text\":\"a\"} x",
              "json-syntax",
              "{\"text\":\"a\",\"text\":\"b\"}",
              "json-duplicate-member",
              "{\"text\":\"a\",\"te\\u0078t\":\"b\"}",
              "json-duplicate-member",
              "{\"number\":" + "9".repeat(24) + "}",
              "json-number",
              "{\"number\":1e999999999}",
              "json-number",
              "null",
              "json-shape",
              "[1]",
              "json-shape",
              "{\"number\":\"x\"}",
              "json-shape");
      for (Map.Entry<String, String> one : bad.entrySet()) {
        Answer answer = post("echo", one.getKey());
        assertThat(answer.status()).as(one.getKey()).isEqualTo(400);
        assertProblem(answer, 400, "malformed-request", one.getValue());
      }
      assertProblem(
          post("large", "[".repeat(65) + "]".repeat(65)), 400, "malformed-request", "json-depth");
      assertProblem(
          send(withBody(request("POST", "echo"), new byte[] {'"', (byte) 0xc3, '"'})),
          400,
          "malformed-request",
          "json-encoding");
    }

    @Test
    void aBodyIsBoundedWithAndWithoutItsLength() throws Exception {
      String body = "{\"text\":\"" + "x".repeat(100) + "\"}";
      assertProblem(post("echo", body), 413, "request-too-large", "body-size");
      ContainerRequest declared = request("POST", "echo");
      declared.header("Content-Length", "1000000");
      assertProblem(
          send(withBody(declared, new byte[] {'{'})), 413, "request-too-large", "body-size");
      assertThat(post("large", body).status()).isEqualTo(200);
      assertProblem(
          post("large", body.replace("x", "xxxxxxxxxx")), 413, "request-too-large", "body-size");
    }
  }

  @Test
  void theAnswerDoesNotDependOnTheAuditLog() throws Exception {
    writer.close();
    assertThat(failing(new ProblemException(ProblemType.POLICY_DENIED, "c", "No.")).status())
        .isEqualTo(403);
  }

  private record Answer(ContainerResponse response) {
    int status() {
      return response.getStatus();
    }

    String header(String name) {
      return response.getHeaderString(name);
    }

    String body() {
      return response.getEntity() instanceof Echo.Note note
          ? "{\"text\":\"" + note.text() + "\"}"
          : String.valueOf(response.getEntity());
    }
  }

  private Answer failing(Throwable thrown) throws Exception {
    TO_THROW.set(thrown);
    return call("GET", "throw", null, "");
  }

  private Answer post(String path, String body) throws Exception {
    return call("POST", path, "application/json", body);
  }

  private Answer call(String method, String path, String type, String body) throws Exception {
    ContainerRequest request = request(method, path);
    if (type != null) {
      withBody(request, body.getBytes(StandardCharsets.UTF_8))
          .getHeaders()
          .putSingle("Content-Type", type);
    }
    return send(request);
  }

  private static ContainerRequest withBody(ContainerRequest request, byte[] body) {
    request.setEntityStream(new ByteArrayInputStream(body));
    request.getHeaders().putSingle("Content-Type", "application/json");
    return request;
  }

  private static ContainerRequest request(String method, String path) {
    return new ContainerRequest(
        BASE, BASE.resolve(path), method, null, new MapPropertiesDelegate(new HashMap<>()), null);
  }

  private Answer send(ContainerRequest request) throws Exception {
    return new Answer(node.apply(request).get());
  }

  private AuditRow onlyRow() {
    List<AuditRow> rows = database.inTransaction(em -> AuditChain.read(em, CHAIN, 1, 100));
    assertThat(rows).hasSize(1);
    return rows.getFirst();
  }

  private void assertProblem(Answer answer, int status, String slug, String check) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body()).contains("urn:bailiwick:problem:" + slug + "\"");
    List<AuditRow> rows = database.inTransaction(em -> AuditChain.read(em, CHAIN, 1, 1000));
    assertThat(rows.getLast().check()).isEqualTo(check);
  }
}
