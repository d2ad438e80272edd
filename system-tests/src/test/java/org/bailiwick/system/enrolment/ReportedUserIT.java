package org.bailiwick.system.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bailiwick.contract.problem.ProblemType.SECURITY_EVENT_REJECTED;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Answer;
import org.bailiwick.system.BadInput;
import org.bailiwick.system.BadInputTable;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.Jws;
import org.bailiwick.system.Users;
import org.junit.jupiter.api.Test;

/**
 * An identity provider reports its users by security event tokens (R11; threat 15). One of the
 * tokens is made and pushed by openssl and curl alone.
 */
class ReportedUserIT extends BadInputTable {

  private static final String BASE = "https://schemas.openid.net/secevent/";
  private static final String DISABLED = BASE + "risc/event-type/account-disabled";
  private static final String CHANGED = BASE + "caep/event-type/token-claims-change";

  private final TestLeaf officer = nodes.operator("officer-1");

  ReportedUserIT() {
    super(Component.ACA);
  }

  @Test
  void whatAGonePersonAskedForEndsAndOlderTokensEnrolNobody() {
    Enrolment enrolment = of("bob", "Treasury", List.of());
    String serial = wire.send(enrolment.call()).expecting(201).text("serial");
    Enrolment next = of("bob", "Treasury", List.of());
    next.user().claim("iat", Instant.now().getEpochSecond() - 2);

    assertThat(pushedByCurl("bob")).isEqualTo("202");
    assertThat(status(serial)).isEqualTo("revoked");
    Answer refused = wire.send(next.call()).expecting(403);
    assertThat(refused.body()).contains("urn:bailiwick:problem:user-token-rejected");
    enrolment().granted();
  }

  @Test
  void aLostRoleEndsWhatWasAskedForInItAndNothingElse() {
    String byRole = serialOf(of("carol", "General Ledger", List.of("bookkeeper")));
    String byOther = serialOf(of("dave", "General Ledger", List.of("bookkeeper")));
    Map<String, Object> left = Map.of("claims", Map.of("roles", List.of("reader")));
    wire.send(push(event("carol", CHANGED, left))).expecting(202);
    assertThat(status(byRole)).isEqualTo("revoked");
    assertThat(status(byOther)).isEqualTo("valid");
  }

  @Override
  protected Stream<BadInput> table() {
    return Stream.of(
        row("another's key", t -> t.signedBy(TestKeys.rsa3072().getPrivate()), "signature"),
        row("unsigned", t -> t.header("alg", "none"), "issuer-unknown"),
        row("an ID token", t -> t.header("typ", "JWT"), "type"),
        row("for somebody else", t -> t.claim("aud", "bailiwick"), "audience"),
        row("with an expiry", t -> t.claim("exp", now() + 60), "has-expiry"),
        row("of last week", t -> t.claim("iat", now() - 7 * 86_400), "too-old"),
        row("from the future", t -> t.claim("iat", now() + 3600), "from-future"),
        row("without identifier", t -> t.without("jti"), "claim-jti"),
        row("of another issuer", t -> t.claim("iss", "https://evil.example"), "issuer-unknown"),
        row(
            "about another provider's user",
            t -> t.claim("sub_id", subject("https://evil.example", "alice")),
            "subject-issuer"),
        row(
            "two events",
            t -> t.claim("events", Map.of(DISABLED, Map.of(), CHANGED, Map.of())),
            "events"));
  }

  private BadInput row(String name, Consumer<Jws> change, String check) {
    return BadInput.refused(
        "15 " + name,
        () -> {
          Jws token = event("alice", DISABLED, Map.of());
          change.accept(token);
          return push(token);
        },
        SECURITY_EVENT_REJECTED,
        "security-event-" + check);
  }

  @Override
  protected void requireService() {
    enrolment().granted();
  }

  private Enrolment enrolment() {
    return new Enrolment(nodes, wire);
  }

  private Enrolment of(String user, String owner, List<String> roles) {
    Enrolment enrolment = enrolment();
    enrolment.statement().claim("owner", owner);
    enrolment.user().claim("sub", user).claim("roles", roles);
    return enrolment;
  }

  private String serialOf(Enrolment enrolment) {
    return wire.send(enrolment.call()).expecting(201).text("serial");
  }

  private Call push(Jws token) {
    return Call.post(
        nodes.authority("/v1/security-events"),
        "application/secevent+jwt",
        token.compact().getBytes(StandardCharsets.US_ASCII));
  }

  private Jws event(String user, String type, Map<String, Object> payload) {
    return new Jws("RS256", "secevent+jwt", new Users(nodes).key())
        .header("kid", "idp-1")
        .claim("iss", nodes.address("idp"))
        .claim("aud", nodes.authority("").toString())
        .claim("iat", now())
        .claim("jti", UUID.randomUUID().toString())
        .claim("sub_id", subject(nodes.address("idp"), user))
        .claim("events", Map.of(type, payload));
  }

  private static Map<String, Object> subject(String issuer, String user) {
    return Map.of("format", "iss_sub", "iss", issuer, "sub", user);
  }

  /** The status of curl's push of a token that openssl signed. */
  private String pushedByCurl(String user) {
    String claims =
        """
        {"iss":"%1$s","aud":"%2$s","iat":%3$s,"jti":"%4$s","sub_id":{"format":"iss_sub","iss":"%1$s","sub":"%5$s"},"events":{"%6$s":{}}}\
        """
            .formatted(
                nodes.address("idp"),
                nodes.authority(""),
                now(),
                UUID.randomUUID(),
                user,
                DISABLED);
    return new Outside(nodes, "provider")
        .shell(
            """
            jws_sign "$1" RS256 '{"alg":"RS256","typ":"secevent+jwt","kid":"idp-1"}' "$2" \
              | curl -sS -o /dev/null -w '%{http_code}' --cacert "$3" -H 'Content-Type: application/secevent+jwt' --data-binary @- "$4"
            """,
            nodes.outside().resolve("idp/signing.key").toString(),
            claims,
            nodes.home().resolve("root.pem").toString(),
            nodes.authority("/v1/security-events").toString());
  }

  private String status(String serial) {
    return wire.send(Call.get(nodes.authority("/v1/credentials/" + serial)).as(officer))
        .expecting(200)
        .text("status");
  }

  private static long now() {
    return Instant.now().getEpochSecond();
  }
}
