package org.bailiwick.system.master;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.bailiwick.contract.problem.ProblemType.CREDENTIAL_NOT_TRUSTED;
import static org.bailiwick.contract.problem.ProblemType.CREDENTIAL_REVOKED;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.BadInput;
import org.bailiwick.system.BadInputTable;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.Jws;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Refusal;
import org.bailiwick.system.Users;
import org.bailiwick.system.enrolment.Enrolment;
import org.junit.jupiter.api.Test;

/** The token endpoint (threats 9 and 34 to 40). */
class GrantIT extends BadInputTable {
  private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String TXN_TOKEN = "urn:ietf:params:oauth:token-type:txn_token";

  private final Partner partner = new Partner(nodes);
  private final TestLeaf buyer = nodes.partner("buyer");

  GrantIT() {
    super(Component.MASTER);
  }

  @Override
  protected Stream<BadInput> table() {
    return Stream.of(
            signatures(),
            claims(),
            kinds(),
            requests(),
            scopes(),
            clients(),
            certificates(),
            replacements())
        .flatMap(rows -> rows);
  }

  private Stream<BadInput> signatures() {
    return Stream.of(
        grant("34 without signature", g -> g.header("alg", "none"), "grant-format"),
        grant("34 MAC over the published key", this::signWithPublishedKey, "grant-algorithm"),
        grant(
            "34 algorithm not in the partner's list",
            g -> g.header("alg", "PS256"),
            "grant-algorithm"),
        grant(
            "35 key of another partner under the same key id",
            g -> g.signedBy(partner.signingKey("other")),
            "grant-signature"),
        grant(
            "35 issuer of another partner",
            g -> g.signedBy(partner.signingKey("other")).claim("iss", "https://as.other.example"),
            "grant-signature"),
        grant(
            "35 issuer of another partner over the own key",
            g -> g.claim("iss", "https://as.other.example"),
            "grant-issuer"),
        grant("35 key id not published", g -> g.header("kid", "partner-2"), "grant-key"),
        grant("35 no key id", g -> g.header("kid", ""), "grant-key"),
        grant(
            "52 key that the grant brings",
            g -> g.header("jku", "https://attacker.example/jwks").header("kid", "mine"),
            "grant-key"));
  }

  private Stream<BadInput> claims() {
    long now = Instant.now().getEpochSecond();
    String master = nodes.master("").toString();
    return Stream.of(
        grant(
            "36 audience is us and another server",
            g -> g.claim("aud", List.of(master, "https://as.other.example")),
            "grant-audience"),
        grant(
            "36 audience is another tenant's token endpoint",
            g -> g.claim("aud", master + "/tenant/oauth/token"),
            "grant-audience"),
        grant("36 no audience", g -> g.without("aud"), "grant-audience"),
        grant("expired", g -> g.claim("exp", now - 1), "grant-expired"),
        grant("no expiry", g -> g.without("exp"), "grant-claim-exp"),
        grant("issued long ago", g -> g.claim("iat", now - 600), "grant-too-old"),
        grant("issued in the future", g -> g.claim("iat", now + 600), "grant-from-future"),
        grant("not valid yet", g -> g.claim("nbf", now + 600), "grant-not-yet-valid"),
        grant("nobody", g -> g.without("sub"), "grant-claim-sub"),
        grant("38 no jti", g -> g.without("jti"), "grant-claim-jti"),
        grant(
            "39 grant of another client",
            g -> g.claim("client_id", "spiffe://partner.example/agent/thief"),
            "grant-client"),
        grant(
            "39 grant bound to another certificate",
            g -> g.claim("cnf", Map.of("x5t#S256", "AAAA")),
            "grant-certificate"),
        grant("not JSON", g -> g.payload("grant"), "grant-format"),
        oauth("38 grant used before", this::usedBefore, "invalid_grant", "grant-replayed"));
  }

  private Stream<BadInput> kinds() {
    return Stream.of(
        grant("37 access token as grant", g -> g.header("typ", "at+jwt"), "grant-type"),
        grant("37 txn token as grant", g -> g.header("typ", "txntoken+jwt"), "grant-type"),
        grant("37 logout token as grant", g -> g.header("typ", "logout+jwt"), "grant-type"),
        grant("37 DPoP proof as grant", g -> g.header("typ", "dpop+jwt"), "grant-type"),
        grant(
            "39 grant bound to a key that was not proved",
            g -> g.claim("cnf", Map.of("jkt", "AAAA")),
            "grant-key"),
        grant(
            "37 security event as grant",
            g -> g.claim("events", Map.of("https://schemas.openid.net/x", Map.of())),
            "grant-claim-events"));
  }

  private Stream<BadInput> requests() {
    return Stream.of(
        form("no grant type", f -> f.remove("grant_type"), "invalid_request", "parameter-missing"),
        form(
            "grant type that is not served",
            f -> f.put("grant_type", "password"),
            "unsupported_grant_type",
            "grant-type"),
        form("no grant", f -> f.remove("assertion"), "invalid_request", "parameter-missing"),
        form(
            "grant that is no JWT",
            f -> f.put("assertion", "hello"),
            "invalid_grant",
            "grant-format"),
        form(
            "grant of 100 KB",
            f -> f.put("assertion", "a".repeat(100_000)),
            "invalid_grant",
            "grant-format"),
        oauth(
            "46 grant in the query alone",
            () -> inQuery(good().body(), new byte[0]).as(buyer),
            "invalid_request",
            "query-parameters"),
        oauth(
            "46 parameter in the query",
            () -> inQuery("scope=fx.rates%401".getBytes(US_ASCII), good().body()).as(buyer),
            "invalid_request",
            "query-parameters"));
  }

  private Call inQuery(byte[] query, byte[] body) {
    URI uri = nodes.master("/oauth/token?" + new String(query, US_ASCII));
    return Call.post(uri, FORM, body);
  }

  private Stream<BadInput> scopes() {
    return Stream.of(
        form(
            "40 scope wider than the grant",
            f -> f.put("scope", "ledger.post@1"),
            "invalid_scope",
            "scope-empty"),
        form(
            "48 scope in another case",
            f -> f.put("scope", "FX.rates@1"),
            "invalid_scope",
            "capability-syntax"),
        form(
            "48 scope with a look-alike letter",
            f -> f.put("scope", "fx.r\u0430tes@1"),
            "invalid_scope",
            "capability-syntax"),
        form(
            "40 other resource",
            f -> f.put("resource", "https://other.example"),
            "invalid_target",
            "resource-unknown"),
        oauth(
            "46 grant in two places",
            () -> twice().as(buyer),
            "invalid_request",
            "parameter-repeated"));
  }

  private Stream<BadInput> clients() {
    return Stream.of(
        oauth("no certificate", () -> good(), "invalid_client", "peer-certificate-required"),
        oauth(
            "44 certificate in a header",
            () -> good().header("Client-Cert", "::"),
            "invalid_client",
            "peer-certificate-required"),
        oauth(
            "39 other agent of the partner",
            () -> good().as(nodes.partner("thief")),
            "invalid_client",
            "client-id"),
        oauth(
            "35 agent of another partner",
            () -> good().as(nodes.otherPartner("seller")),
            "invalid_client",
            "client-id"),
        oauth(
            "35 agent of another partner in its own name",
            this::sellerWithBuyersGrant,
            "invalid_grant",
            "grant-issuer"));
  }

  private Stream<BadInput> certificates() {
    Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
    return Stream.of(
        oauth(
            "9 agent of the domain",
            () -> good().as(new Enrolment(nodes, wire).granted()),
            "unauthorized_client",
            "client-kind"),
        oauth(
            "9 officer",
            () -> good().as(nodes.operator("officer-1")),
            "unauthorized_client",
            "client-kind"),
        BadInput.refused(
            "revoked agent of the partner",
            () -> good().as(nodes.partner("dismissed")),
            CREDENTIAL_REVOKED,
            "peer-revoked"),
        BadInput.refused(
            "expired agent of the partner",
            () -> good().as(partner.certified(Partner.BUYER, Instant.now().minusSeconds(1))),
            CREDENTIAL_NOT_TRUSTED,
            "peer-expired"),
        BadInput.refused(
            "49 partner certifies one of our names",
            () -> good().as(partner.certified("spiffe://bailiwick.example/agent/buyer", tomorrow)),
            CREDENTIAL_NOT_TRUSTED,
            "peer-domain-mismatch"),
        BadInput.refused(
            "49 partner certifies an officer",
            () ->
                good()
                    .as(
                        partner.certified(
                            "spiffe://bailiwick.example/operator/officer/x", tomorrow)),
            CREDENTIAL_NOT_TRUSTED,
            "peer-domain-mismatch"));
  }

  private Stream<BadInput> replacements() {
    TestLeaf agent = new Enrolment(nodes, wire).granted();
    return Stream.of(
        replacement(
            "37 access token as txn token",
            agent,
            () -> partner.accessToken(wire),
            "txn-token-type"),
        replacement(
            "37 ID token as txn token",
            agent,
            () -> new Users(nodes).token().compact(),
            "txn-token-type"),
        replacement(
            "43 made-up txn token",
            agent,
            () -> partner.grant().header("typ", "txntoken+jwt").compact(),
            "txn-token-algorithm"),
        oauth(
            "43 exchange by a partner's agent",
            () -> partner.exchange(exchange("x")).as(buyer),
            "unauthorized_client",
            "client-kind"));
  }

  @Test
  void spendsAGrantOnceThoughManyCome() throws InterruptedException {
    Call call = good().as(buyer);
    try (ExecutorService threads = Executors.newFixedThreadPool(20)) {
      List<Callable<Integer>> attempts =
          Stream.generate(() -> (Callable<Integer>) () -> wire.send(call).status())
              .limit(20)
              .toList();
      List<Integer> statuses =
          threads.invokeAll(attempts).stream().map(Future::resultNow).collect(Collectors.toList());
      assertThat(statuses).hasSize(20).containsOnlyOnce(200).containsOnly(200, 400);
    }
  }

  /** A client may put a grant or a token into a query, where it does not belong. */
  @Test
  void noLogAndNoAuditRowHasTheQueryOfARequest() throws IOException {
    String marker = "marker" + UUID.randomUUID();
    List<URI> places =
        List.of(
            nodes.master("/oauth/token"),
            nodes.master("/v1/jobs"),
            nodes.master("/nothing"),
            nodes.registry("/v1/agents"),
            nodes.authority("/v1/enrolments"),
            nodes.authority("/.well-known/est/simpleenroll"),
            nodes.plain("/ocsp"));
    for (URI place : places) {
      for (String query : List.of("?assertion=", "?=", "?a=%ff", "?page_token=", "?from=")) {
        URI uri = URI.create(place + query + marker);
        wire.send(Call.get(uri).as(buyer));
        wire.send(Call.get(uri).header("Content-Type", FORM).as(buyer));
        wire.send(Call.post(uri, FORM, new byte[0]).as(buyer));
        wire.send(Call.post(uri, FORM, "a=b".getBytes(US_ASCII)).as(buyer));
        wire.send(Call.post(uri, "application/json", "{".getBytes(US_ASCII)).as(buyer));
      }
    }
    try (Stream<Path> files = Files.walk(nodes.home())) {
      List<Path> logs =
          files.filter(file -> file.toString().matches(".*\\.(log|out|err|txt|jws)")).toList();
      assertThat(logs).isNotEmpty();
      for (Path log : logs) {
        assertThat(Files.readString(log, ISO_8859_1)).as(log.toString()).doesNotContain(marker);
      }
    }
    for (Component component : Component.values()) {
      for (String column : List.of("details", "resource", "subject")) {
        assertThat(component.column("select " + column + " from audit_entry"))
            .noneMatch(text -> text != null && text.contains(marker));
      }
    }
  }

  @Override
  protected void requireService() {
    assertThat(partner.accessToken(wire)).isNotBlank();
  }

  private Call good() {
    return partner.exchange(Partner.form(partner.grant().compact()));
  }

  private Call usedBefore() {
    Call call = good().as(buyer);
    wire.send(call).expecting(200);
    return call;
  }

  private Call twice() {
    String body =
        new String(good().body(), StandardCharsets.US_ASCII)
            + "&assertion="
            + partner.grant().compact();
    return Call.post(nodes.master("/oauth/token"), FORM, body.getBytes(StandardCharsets.US_ASCII));
  }

  private Call sellerWithBuyersGrant() {
    Map<String, String> form =
        Partner.form(partner.grant().signedBy(partner.signingKey("other")).compact());
    form.put("client_id", "spiffe://other.example/agent/seller");
    return partner.exchange(form).as(nodes.otherPartner("seller"));
  }

  private void signWithPublishedKey(Jws grant) {
    byte[] published =
        Nodes.read(nodes.outside().resolve("partner/public/jwks.json"))
            .getBytes(StandardCharsets.UTF_8);
    grant.header("alg", "HS256").signedBy(new SecretKeySpec(published, "HmacSHA256"));
  }

  private BadInput grant(String name, Consumer<Jws> change, String check) {
    return oauth(
        name,
        () -> {
          Jws grant = partner.grant();
          change.accept(grant);
          return partner.exchange(Partner.form(grant.compact())).as(buyer);
        },
        "invalid_grant",
        check);
  }

  private BadInput form(
      String name, Consumer<Map<String, String>> change, String error, String check) {
    return oauth(
        name,
        () -> {
          Map<String, String> form = Partner.form(partner.grant().compact());
          change.accept(form);
          return partner.exchange(form).as(buyer);
        },
        error,
        check);
  }

  private BadInput replacement(String name, TestLeaf agent, Supplier<String> token, String check) {
    return oauth(
        name, () -> partner.exchange(exchange(token.get())).as(agent), "invalid_grant", check);
  }

  private static Map<String, String> exchange(String token) {
    return Map.of(
        "grant_type", EXCHANGE,
        "subject_token", token,
        "subject_token_type", TXN_TOKEN,
        "requested_token_type", TXN_TOKEN,
        "audience", "bailiwick.example",
        "scope", "fx.rates@1");
  }

  private static BadInput oauth(String name, Supplier<Call> call, String error, String check) {
    int status = error.equals("invalid_client") ? 401 : 400;
    return new BadInput(name, call, new Refusal.InOauth(status, error), check);
  }
}
