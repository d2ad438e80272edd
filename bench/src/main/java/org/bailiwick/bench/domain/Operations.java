package org.bailiwick.bench.domain;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLSocketFactory;
import org.bailiwick.bench.BenchProperties;
import org.bailiwick.bench.load.Operation;
import org.bailiwick.bench.load.PreparedRequests;
import org.bailiwick.bench.load.Request;
import org.bailiwick.contract.json.StrictJson;

/** The operations by name, as {@code docs/bench-domain.md} describes them. */
final class Operations {
  private static final int TEN = 10;
  private static final int OK = 200;
  private static final int ACCEPTED = 202;
  private static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
  private static final String TXN_TOKEN = "urn:ietf:params:oauth:token-type:txn_token";
  private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
  private static final String RECEIPT = "receipt.write@1";

  private final BenchProperties properties;
  private final Buyer buyer;
  private final BenchAgent agent;
  private final Enrolments enrolments;
  private final SSLSocketFactory worker;

  Operations(
      BenchProperties properties,
      Buyer buyer,
      BenchAgent agent,
      Enrolments enrolments,
      SSLSocketFactory worker) {
    this.properties = properties;
    this.buyer = buyer;
    this.agent = agent;
    this.enrolments = enrolments;
    this.worker = worker;
  }

  /** Every operation by its name; {@code names} agents renew their registrations. */
  Map<String, Operation> all(int names) {
    Map<String, Operation> all = new TreeMap<>();
    all.put("admission", admission());
    all.put("grant", grants(buyer.id(), URI.create(master() + "/oauth/token"), master()));
    all.put("exchange", exchange());
    all.put(
        "registration",
        new PreparedRequests(count -> enrolments.renewals(names, count), Operations::isSuccess));
    all.put("discovery", discovery("bulk.k0@1"));
    all.put("discovery-page", discovery("bulk.all@1"));
    all.put("job-1", new JobRuns(buyer, agent, 1));
    all.put("job-10", new JobRuns(buyer, agent, TEN));
    all.put("direct-10", new DirectRuns(worker, directWork(), TEN));
    all.put("tool", new ToolCalls(this::toolsOfTheDomain, "numbers.add_v1"));
    all.put("nginx-tool", new ToolCalls(this::toolsBehindNginx, "get-sum"));
    String realm = properties.required("keycloak.realm");
    URI tokens = URI.create(realm + "/protocol/openid-connect/token");
    all.put("keycloak-grant", grants("buyer", tokens, realm));
    all.put("keycloak-exchange", keycloakExchange(tokens));
    all.put("introspection", introspection());
    Operation asked = keycloakIntrospection(tokens);
    all.put("keycloak-introspection", asked);
    all.put("keycloak-admission", asked);
    return all;
  }

  private URI directWork() {
    return URI.create("https://127.0.0.1:" + properties.required("direct.port") + "/work");
  }

  private ToolCalls.Message toolsOfTheDomain() {
    String token = buyer.accessToken();
    URI target = URI.create(master() + "/mcp");
    return json -> Request.json(buyer.tls(), target, json).with("Authorization", "Bearer " + token);
  }

  private ToolCalls.Message toolsBehindNginx() {
    URI target = URI.create(properties.required("nginx.url") + "/mcp");
    return json -> Request.json(buyer.tls(), target, json);
  }

  private static boolean isSuccess(Request.Answer answer) {
    return answer.status() == OK;
  }

  private String master() {
    return properties.required("master.url");
  }

  /**
   * The same request for a job again: each time the caller is authenticated and admitted, and gets
   * the answer that the first request got.
   */
  private Operation admission() {
    return new PreparedRequests(
        PreparedRequests.Source.repeating(
            () -> {
              Request same =
                  buyer
                      .posting(buyer.accessToken(), JobRuns.job(UUID.randomUUID().toString(), 1))
                      .with("Idempotency-Key", UUID.randomUUID().toString());
              requireAccepted(same.send());
              return same;
            }),
        Operations::isAccepted);
  }

  private static boolean isAccepted(Request.Answer answer) {
    return answer.status() == ACCEPTED;
  }

  private static void requireAccepted(Request.Answer answer) {
    if (!isAccepted(answer)) {
      throw new IllegalStateException("the job is not accepted: " + answer);
    }
  }

  private Operation grants(String client, URI endpoint, String audience) {
    return new PreparedRequests(
        count ->
            IntStream.range(0, count)
                .parallel()
                .mapToObj(
                    number ->
                        Map.of(
                            "grant_type",
                            JWT_BEARER,
                            "assertion",
                            buyer.grants().grant(audience),
                            "client_id",
                            client,
                            "scope",
                            buyer.scope()))
                .map(form -> Request.form(buyer.tls(), endpoint, encoded(form)))
                .toList()
                .iterator(),
        Operations::isSuccess);
  }

  private Operation exchange() {
    return new PreparedRequests(
        PreparedRequests.Source.repeating(
            () -> {
              buyer.start(keptJob());
              return Request.form(
                  worker,
                  URI.create(master() + "/oauth/token"),
                  encoded(
                      Map.of(
                          "grant_type", EXCHANGE,
                          "subject_token", agent.keptToken(),
                          "subject_token_type", TXN_TOKEN,
                          "requested_token_type", TXN_TOKEN,
                          "audience", properties.required("trust-domain"),
                          "scope", RECEIPT,
                          "resource", properties.required("callee.id"))));
            }),
        Operations::isSuccess,
        agent::release);
  }

  /** The agent that received a Txn-Token asks whether it is active. */
  private Operation introspection() {
    return new PreparedRequests(
        PreparedRequests.Source.repeating(
            () -> {
              buyer.start(keptJob());
              return Request.form(
                  worker,
                  URI.create(master() + "/oauth/introspect"),
                  encoded(
                      Map.of(
                          "token", agent.keptToken(),
                          "client_id", properties.required("worker.id"))));
            }),
        Operations::isActive,
        agent::release);
  }

  /** A client asks about its own access token, as a resource server would for each request. */
  private Operation keycloakIntrospection(URI endpoint) {
    return new PreparedRequests(
        PreparedRequests.Source.repeating(
            () ->
                Request.form(
                    buyer.tls(),
                    URI.create(endpoint + "/introspect"),
                    encoded(Map.of("token", keycloakToken(endpoint), "client_id", "buyer")))),
        Operations::isActive);
  }

  private static boolean isActive(Request.Answer answer) {
    return isSuccess(answer) && answer.body().contains("\"active\":true");
  }

  private static JsonObject keptJob() {
    return Json.createObjectBuilder()
        .add("purpose", "bench")
        .add(
            "steps",
            Json.createArrayBuilder()
                .add(
                    Json.createObjectBuilder()
                        .add("id", "kept")
                        .add("capability", BenchAgent.KEPT.text())
                        .add("input", JsonObject.EMPTY_JSON_OBJECT)
                        .add("delegates", Json.createArrayBuilder().add(RECEIPT))))
        .build();
  }

  private Operation discovery(String capability) {
    URI target =
        URI.create(properties.required("registry.url") + "/v1/discovery?capability=" + capability);
    return new PreparedRequests(
        PreparedRequests.Source.repeating(() -> Request.get(worker, target)),
        answer -> isSuccess(answer) && answer.body().contains(capability));
  }

  /** An access token that is bound to the certificate becomes a bound one of half the scope. */
  private Operation keycloakExchange(URI endpoint) {
    return new PreparedRequests(
        PreparedRequests.Source.repeating(
            () ->
                Request.form(
                    buyer.tls(),
                    endpoint,
                    encoded(
                        Map.of(
                            "grant_type", EXCHANGE,
                            "client_id", "buyer",
                            "subject_token", keycloakToken(endpoint),
                            "subject_token_type", ACCESS_TOKEN,
                            "requested_token_type", ACCESS_TOKEN,
                            "scope", RECEIPT)))),
        Operations::isSuccess);
  }

  private String keycloakToken(URI endpoint) throws IOException {
    Map<String, String> form =
        Map.of(
            "grant_type", "client_credentials",
            "client_id", "buyer",
            "scope", BenchAgent.KEPT.text() + " " + RECEIPT);
    Request.Answer answer = Request.form(buyer.tls(), endpoint, encoded(form)).send();
    if (answer.status() != OK) {
      throw new IllegalStateException("Keycloak issues no token: " + answer);
    }
    return StrictJson.object(answer.body()).getString("access_token");
  }

  private static String encoded(Map<String, String> form) {
    return form.entrySet().stream()
        .map(
            field ->
                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }
}
